package dev.trimtab.controller;

import dev.trimtab.controller.http.Retirement;
import dev.trimtab.controller.publish.Providers;
import dev.trimtab.core.loop.SteeringLoop;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.PlanStore;
import java.time.InstantSource;
import java.util.List;

/** Placeholder wiring record; see {@link #retire}. */
record ListedRetirement(SteeringLoop loop, PlanStore plans, Providers providers, EventSink events, InstantSource clock)
        implements Retirement {
    @Override
    public Result retire(SteeredName name, List<String> records, String actor) {
        if (!plans.all().containsKey(name)) {
            return new Result.Refused(name + " was never published by this controller");
        }
        return new Result.NotBuilt("no provider of " + name + " can delete yet");
    }
}
