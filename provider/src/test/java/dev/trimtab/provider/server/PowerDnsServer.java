package dev.trimtab.provider.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** PowerDNS with its HTTP API, LUA records, client subnets and one zone; caches as short as its defaults allow to set. */
public final class PowerDnsServer implements AutoCloseable {
    private static final String KEY = "test-key-of-powerdns";

    private final ChildProcess process;
    private final InetSocketAddress address;
    private final URI api;
    private final HttpClient http = HttpClient.newHttpClient();

    private PowerDnsServer(ChildProcess process, InetSocketAddress address, URI api) {
        this.process = process;
        this.address = address;
        this.api = api;
    }

    /** Starts it and waits until it serves {@code zone} (fully qualified), without caches. */
    public static PowerDnsServer start(String zone) {
        Path directory = ChildProcess.directory("pdns");
        int dnsPort = ChildProcess.freePort();
        int apiPort = ChildProcess.freePort();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), dnsPort);
        URI api = URI.create("http://127.0.0.1:" + apiPort);
        Path database = directory.resolve("zones.sqlite3");
        ChildProcess.run(
                directory,
                List.of("sqlite3", database.toString()),
                Path.of("/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql"));
        ChildProcess.write(directory.resolve("pdns.conf"), """
                launch=gsqlite3
                gsqlite3-database=%s
                local-address=127.0.0.1
                local-port=%d
                api=yes
                api-key=%s
                webserver=yes
                webserver-address=127.0.0.1
                webserver-port=%d
                socket-dir=%s
                setuid=
                setgid=
                daemon=no
                guardian=no
                enable-lua-records=yes
                edns-subnet-processing=yes
                cache-ttl=0
                query-cache-ttl=0
                negquery-cache-ttl=0
                receiver-threads=1
                distributor-threads=1
                """.formatted(database, dnsPort, KEY, apiPort, directory));
        ChildProcess process = ChildProcess.start(
                directory, List.of("/usr/sbin/pdns_server", "--config-dir=" + directory), () -> answers(api));
        PowerDnsServer server = new PowerDnsServer(process, address, api);
        int status = server.call("POST", "/api/v1/servers/localhost/zones", """
                        {"name":"%1$s","kind":"Native","nameservers":["ns1.%1$s"],"rrsets":[]}""".formatted(zone))
                .statusCode();
        if (status != 201 || !ChildProcess.serves(address, zone)) {
            server.close();
            throw new IllegalStateException("PowerDNS did not take the zone " + zone + ": HTTP " + status);
        }
        return server;
    }

    private static boolean answers(URI api) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(api.resolve("/api/v1/servers"))
                    .header("X-API-Key", KEY)
                    .timeout(Duration.ofSeconds(1))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Calls the API as somebody else would. */
    public HttpResponse<String> call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(path))
                .header("X-API-Key", KEY)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Where it answers DNS. */
    public InetSocketAddress address() {
        return address;
    }

    /** Where its API is. */
    public URI api() {
        return api;
    }

    public String apiKey() {
        return KEY;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.close();
    }
}
