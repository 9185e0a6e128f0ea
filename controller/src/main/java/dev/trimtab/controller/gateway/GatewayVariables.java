package dev.trimtab.controller.gateway;

import dev.trimtab.link.TlsFiles;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The gateway's part of the process's variables. */
public final class GatewayVariables {
    private GatewayVariables() {}

    /**
     * @param address reads a host:port, and notes the problem when it is none
     * @return empty without {@code TRIMTAB_GATEWAY}
     */
    public static Optional<Gateway.Settings> read(
            Map<String, String> variables,
            Function<String, Optional<InetSocketAddress>> address,
            List<String> problems) {
        if (variables.getOrDefault("TRIMTAB_GATEWAY", "").isBlank()) {
            return Optional.empty();
        }
        Optional<InetSocketAddress> bind = address.apply("TRIMTAB_GATEWAY");
        Optional<Path> certificate =
                file(variables, "TRIMTAB_GATEWAY_CERT_FILE", "the gateway's certificate, tls.crt", problems);
        Optional<Path> key = file(variables, "TRIMTAB_GATEWAY_KEY_FILE", "its key, tls.key", problems);
        Optional<Path> authorities = file(
                variables,
                "TRIMTAB_GATEWAY_CA_FILE",
                "the CAs that vantages' certificates come from, ca.crt",
                problems);
        Optional<Path> revoked = Optional.ofNullable(variables.get("TRIMTAB_GATEWAY_REVOKED_FILE"))
                .filter(text -> !text.isBlank())
                .map(Path::of);
        return bind.isEmpty() || certificate.isEmpty() || key.isEmpty() || authorities.isEmpty()
                ? Optional.empty()
                : Optional.of(new Gateway.Settings(
                        bind.get(), new TlsFiles.Settings(certificate.get(), key.get(), authorities.get()), revoked));
    }

    private static Optional<Path> file(
            Map<String, String> variables, String key, String meaning, List<String> problems) {
        String value = variables.getOrDefault(key, "");
        if (value.isBlank()) {
            problems.add(key + " is not set, and TRIMTAB_GATEWAY is: " + meaning);
            return Optional.empty();
        }
        return Optional.of(Path.of(value).toAbsolutePath());
    }
}
