package dev.trimtab.core.port;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.verify.Sighting;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Asks one authoritative server what it answers. Blocking; a failure is a {@link Sighting.Failed}. */
public interface Resolver {
    Sighting ask(InetSocketAddress server, SteeredName name, RecordType type, Duration timeout);
}
