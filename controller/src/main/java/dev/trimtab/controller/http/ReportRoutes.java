package dev.trimtab.controller.http;

import dev.trimtab.controller.recording.RecordingLines;
import dev.trimtab.controller.recording.ReportQueue;
import dev.trimtab.controller.recording.ReportTap;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.SteeredName;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The stream of accepted reports, for recordings. */
final class ReportRoutes {
    private final ApiPorts ports;

    ReportRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void stream(RoutingContext request) {
        RoundView view = ports.view()
                .get()
                .orElseThrow(() -> new ApiProblem(ApiProblem.Code.NO_ROUND_YET, "the first round has not been made"));
        Set<SteeredName> names = names(request, view);
        ReportTap tap = ports.reports();
        ReportQueue queue = tap.listen()
                .orElseThrow(() -> new ApiProblem(
                        ApiProblem.Code.TOO_MANY_STREAMS,
                        ReportTap.LISTENERS_MAX + " recordings are running, which is the limit"));
        String head =
                RecordingLines.head(names, view, tap.version(), ports.clock().instant());
        new ReportStream(request.response(), ports, queue, names).start(head, () -> tap.leave(queue));
    }

    private static Set<SteeredName> names(RoutingContext request, RoundView view) {
        String asked = Optional.ofNullable(request.request().getParam("names")).orElse("");
        Set<SteeredName> names = new TreeSet<>();
        for (String text : asked.isEmpty() ? new String[0] : asked.split(",", -1)) {
            names.add(view.names().keySet().stream()
                    .filter(name -> name.value().equalsIgnoreCase(text)
                            || name.withoutDot().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new ApiProblem(
                            ApiProblem.Code.NOT_FOUND, "a name in names is not configured; GET /v1/names lists them")));
        }
        return names;
    }
}
