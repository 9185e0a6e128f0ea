package dev.trimtab.controller.http;

import dev.trimtab.core.name.SteeredName;
import java.util.List;

/** Removes the listed records of a name of ours: the one deletion that an operator can ask for (R18). */
public interface Retirement {
    Result retire(SteeredName name, List<String> records, String actor);

    /** What came of it. */
    sealed interface Result {
        record Retired(List<String> removed) implements Result {}

        record Refused(String why) implements Result {}

        /** No provider of the name can delete yet. */
        record NotBuilt(String why) implements Result {}
    }
}
