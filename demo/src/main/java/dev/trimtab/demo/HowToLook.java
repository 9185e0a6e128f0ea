package dev.trimtab.demo;

import java.util.List;

/** Commands with which a reader looks for himself while everything is up. */
final class HowToLook {
    private HowToLook() {}

    static List<String> lines(Props props) {
        String api = "http://127.0.0.1:" + props.ports().api();
        String token = props.tokenFile().toString();
        return List.of(
                "Everything stays up until Ctrl-C. Look for yourself:",
                "  dig @127.0.0.1 -p " + props.ports().dns() + " www.steer.example.com",
                "  bin/trimtab status --server " + api + " --token-file " + token,
                "  bin/trimtab events --server " + api + " --token-file " + token,
                "  curl -H \"Authorization: Bearer $(cat " + token + ")\" " + api + "/v1/names/" + Props.NAME,
                "  break an edge: curl -d refuse http://127.0.0.1:"
                        + props.ports().controlOf("edge-b") + "/mode (or " + StandInMode.words() + ")",
                "  configuration and logs: " + props.folder().path());
    }
}
