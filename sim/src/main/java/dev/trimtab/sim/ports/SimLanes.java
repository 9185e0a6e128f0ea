package dev.trimtab.sim.ports;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.WriteLanes;
import java.util.Optional;

/** Writes at once, within the call; one that is {@link Pausable paused} keeps its lane until it goes on. */
public final class SimLanes implements WriteLanes {
    private final Pausable pausable;
    private Optional<String> busy = Optional.empty();

    public SimLanes(Pausable pausable) {
        this.pausable = pausable;
    }

    @Override
    public boolean start(ProviderId provider, SteeredName name, Urgency urgency, Runnable write) {
        String lane = provider + " " + name;
        if (pausable.paused()) {
            return false;
        }
        busy = Optional.of(lane);
        pausable.run(write);
        if (!pausable.paused()) {
            busy = Optional.empty();
        }
        return true;
    }

    /** The lane in which a paused write stands. */
    public Optional<String> busy() {
        return pausable.paused() ? busy : Optional.empty();
    }
}
