package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The real servers of others: BIND, Knot, PowerDNS, PostgreSQL. */
final class Servers {
    static final String KEY_NAME = "trimtab-chaos.";
    static final String KEY = "dGhpcyBpcyBhIHRlc3Qga2V5IGFuZCBubyBzZWNyZXQ=";
    static final String POWERDNS_KEY = "key-of-the-chaos-powerdns";
    static final String STORE_USER = "trimtab";
    static final String STORE_PASSWORD = "password-of-the-chaos-store";

    private static final Duration PROBE = Duration.ofSeconds(1);

    private final Network network;
    private final Path folder;

    Servers(Network network, Path folder) {
        this.network = network;
        this.folder = folder;
    }

    Child bind() throws IOException {
        Path home = home(Topology.BIND);
        String zone = "bind.example.";
        Files.writeString(home.resolve("zone"), zoneFile(zone));
        Files.writeString(home.resolve("named.conf"), """
                options {
                  directory "%1$s";
                  listen-on port %2$d { %3$s; };
                  listen-on-v6 { none; };
                  pid-file "%1$s/named.pid";
                  session-keyfile "%1$s/session.key";
                  managed-keys-directory "%1$s";
                  recursion no;
                  dnssec-validation no;
                  empty-zones-enable no;
                };
                controls { };
                key "%4$s" { algorithm hmac-sha256; secret "%5$s"; };
                zone "%6$s" { type primary; file "%1$s/zone"; update-policy { grant %4$s zonesub ANY; }; };
                """.formatted(
                        home, Topology.DNS, network.address(Topology.BIND), KEY_NAME, KEY, zone));
        return child(
                Topology.BIND,
                List.of("/usr/sbin/named", "-g", "-n", "1", "-c", home + "/named.conf"),
                () -> serves(Topology.BIND, zone));
    }

    Child knot() throws IOException {
        Path home = home(Topology.KNOT);
        String zone = "knot.example.";
        Files.writeString(home.resolve("zone"), zoneFile(zone));
        Files.writeString(home.resolve("knot.conf"), """
                server:
                    rundir: "%1$s"
                    listen: %2$s@%3$d
                    udp-workers: 1
                    tcp-workers: 1
                    background-workers: 1
                log:
                  - target: stderr
                    any: info
                database:
                    storage: "%1$s"
                control:
                    listen: "%1$s/knot.sock"
                key:
                  - id: %4$s
                    algorithm: hmac-sha256
                    secret: %5$s
                acl:
                  - id: trimtab
                    key: %4$s
                    action: [query, transfer, update]
                zone:
                  - domain: %6$s
                    storage: "%1$s"
                    file: zone
                    zonefile-sync: -1
                    journal-content: changes
                    acl: trimtab
                """.formatted(
                        home, network.address(Topology.KNOT), Topology.DNS, KEY_NAME, KEY, zone));
        return child(
                Topology.KNOT,
                List.of("/usr/sbin/knotd", "-c", home + "/knot.conf"),
                () -> serves(Topology.KNOT, zone));
    }

    Child powerDns() throws IOException {
        Path home = home(Topology.POWERDNS);
        Path database = home.resolve("zones.sqlite3");
        Shell.run(
                List.of("sqlite3", database.toString()),
                Files.readString(Path.of("/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql")));
        Files.writeString(home.resolve("pdns.conf"), """
                launch=gsqlite3
                gsqlite3-database=%1$s
                local-address=%2$s
                local-port=%3$d
                api=yes
                api-key=%4$s
                webserver=yes
                webserver-address=%2$s
                webserver-port=%5$d
                webserver-allow-from=127.0.0.0/8,10.77.0.0/16
                socket-dir=%6$s
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
                """.formatted(
                database, network.address(Topology.POWERDNS), Topology.DNS, POWERDNS_KEY, Topology.POWERDNS_API, home));
        return child(
                Topology.POWERDNS,
                List.of("/usr/sbin/pdns_server", "--config-dir=" + home),
                () -> powerDnsCall("GET", "/api/v1/servers", "") == 200);
    }

    /** Gives PowerDNS its zone; once, it keeps it. */
    void createPowerDnsZone() {
        int status = powerDnsCall("POST", "/api/v1/servers/localhost/zones", """
                {"name":"pdns.example.","kind":"Native","nameservers":["ns1.pdns.example."],"rrsets":[]}""");
        if (status != 201) {
            throw new IllegalStateException("PowerDNS did not take its zone: HTTP " + status);
        }
    }

    URI powerDnsApi() {
        return URI.create("http://" + network.address(Topology.POWERDNS) + ":" + Topology.POWERDNS_API);
    }

    private int powerDnsCall(String method, String path, String body) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(powerDnsApi().resolve(path))
                    .header("X-API-Key", POWERDNS_KEY)
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(5))
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    Child store() throws IOException {
        Path home = home(Topology.STORE);
        Path data = home.resolve("data");
        Path bin = postgresBin();
        Files.writeString(home.resolve("password"), STORE_PASSWORD + "\n");
        List<String> somebody = somebody(home);
        Shell.run(words(
                somebody,
                bin.resolve("initdb").toString(),
                List.of(
                        "-D",
                        data.toString(),
                        "-U",
                        STORE_USER,
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "--auth=scram-sha-256",
                        "--pwfile=" + home.resolve("password"))));
        Files.writeString(
                data.resolve("pg_hba.conf"),
                "host all all 10.77.0.0/16 scram-sha-256\nhost all all 127.0.0.0/8 scram-sha-256\n",
                StandardOpenOption.TRUNCATE_EXISTING);
        Files.writeString(
                data.resolve("postgresql.conf"),
                """
                listen_addresses = '%s'
                port = %d
                unix_socket_directories = ''
                shared_buffers = 16MB
                max_connections = 60
                max_worker_processes = 2
                autovacuum_naptime = 60
                """.formatted(network.address(Topology.STORE), Topology.POSTGRES),
                StandardOpenOption.APPEND);
        Shell.run(
                words(
                        somebody,
                        bin.resolve("postgres").toString(),
                        List.of("--single", "-D", data.toString(), "postgres")),
                "CREATE DATABASE trimtab\n");
        List<String> command = new ArrayList<>(somebody);
        command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString()));
        return child(Topology.STORE, command, () -> {
            try (var socket = new java.net.Socket()) {
                socket.connect(new InetSocketAddress(network.address(Topology.STORE), Topology.POSTGRES), (int)
                        PROBE.toMillis());
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> somebody(Path home) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        Shell.run(List.of("chown", "-R", "postgres", home.toString()));
        return List.of("setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups");
    }

    private static List<String> words(List<String> before, String program, List<String> arguments) {
        List<String> all = new ArrayList<>(before);
        all.add(program);
        all.addAll(arguments);
        return all;
    }

    private static Path postgresBin() throws IOException {
        try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo)
                    .orElseThrow(
                            () -> new IOException("no PostgreSQL server: script/install-test-servers installs it"));
        }
    }

    private Child child(String host, List<String> command, java.util.function.BooleanSupplier ready) {
        List<String> all = new ArrayList<>(network.at(host));
        all.addAll(command);
        return new Child(host, () -> new Child.Command(all, Map.of()), ready, folder.resolve(host + ".log"));
    }

    private Path home(String host) throws IOException {
        return Files.createDirectories(folder.resolve(host));
    }

    private boolean serves(String host, String zone) {
        try {
            SimpleResolver resolver = new SimpleResolver(
                    new InetSocketAddress(InetAddress.getByName(network.address(host)), Topology.DNS));
            resolver.setTimeout(PROBE);
            Message answer = resolver.send(
                    Message.newQuery(Record.newRecord(Name.fromConstantString(zone), Type.SOA, DClass.IN)));
            return answer.getHeader().getFlag(Flags.AA);
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String zoneFile(String zone) {
        return """
                $TTL 300
                @ IN SOA ns1.%1$s hostmaster.%1$s 1 3600 600 86400 60
                @ IN NS ns1.%1$s
                ns1 IN A 127.0.0.1
                """.formatted(zone);
    }
}
