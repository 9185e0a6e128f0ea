package dev.trimtab.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The outcome of a smoke run, and the last line that it prints. */
sealed interface SmokeResult {
    /** The main job was done. */
    record Pass(Times times) implements SmokeResult {}

    /** It was not; the reason in one sentence. */
    record Fail(String reason) implements SmokeResult {}

    /** One line of JSON. */
    default String line() {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case Pass pass ->
                line.put("smoke", "pass")
                        .put("detectMs", pass.times().detect().toMillis())
                        .put("shiftMs", pass.times().shift().toMillis())
                        .put("returnMs", pass.times().comeBack().toMillis());
            case Fail fail -> line.put("smoke", "fail").put("reason", fail.reason());
        }
        return line.toString();
    }
}
