package dev.trimtab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An nginx that serves one edge, or the origin, over HTTPS: our page for its hosts, 421 for every other. It can be broken for
 * some of its hosts.
 */
final class Nginx implements AutoCloseable {
    private static final String OURS = "<html data-build=\\\"0123456789abcdef\\\">our page</html>";
    private static final String CHALLENGE = "<html><head><title>Just a moment...</title></head><body>"
            + "Please unblock challenges.cloudflare.com to proceed.</body></html>";
    private static final String FOREIGN = "<html><body>This domain is for sale</body></html>";

    private final Path folder;
    private final String address;
    private final int port;
    private final List<String> hosts;
    private final Certificate good;
    private final Certificate expired;
    private Process process;

    /** PEM files. */
    record Certificate(Path chain, Path key) {}

    private Nginx(
            Path folder,
            String address,
            int port,
            List<String> hosts,
            Certificate good,
            Certificate expired,
            Process process) {
        this.folder = folder;
        this.address = address;
        this.port = port;
        this.hosts = hosts;
        this.good = good;
        this.expired = expired;
        this.process = process;
    }

    static Nginx start(
            Path folder, String address, int port, List<String> hosts, Certificate good, Certificate expired) {
        try {
            Files.createDirectories(folder.resolve("tmp"));
            Files.writeString(folder.resolve("nginx.conf"), conf(folder, address, port, hosts, List.of(), good));
            return new Nginx(folder, address, port, hosts, good, expired, launch(folder));
        } catch (IOException noNginx) {
            throw new UncheckedIOException(noNginx);
        }
    }

    private static Process launch(Path folder) throws IOException {
        return new ProcessBuilder(
                        "nginx",
                        "-p",
                        folder.toString(),
                        "-c",
                        "nginx.conf",
                        "-e",
                        folder.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
    }

    /** Breaks it for some of its hosts; a fault of the connection is one of all hosts. */
    void suffer(Fault fault, List<String> ofHosts) {
        switch (fault) {
            case ERROR_500 -> serve(serverBlocks(ofHosts, "return 500 \"broken\";"), good);
            case CHALLENGE -> serve(serverBlocks(ofHosts, page(CHALLENGE)), good);
            case FOREIGN_PAGE -> serve(serverBlocks(ofHosts, page(FOREIGN)), good);
            case EXPIRED_CERTIFICATE -> serve(List.of(), expired);
            case CONNECTION_REFUSED -> end();
            case SILENT -> workers("STOP");
        }
    }

    /** Mends whatever was broken. */
    void mend() {
        workers("CONT");
        if (process.isAlive()) {
            serve(List.of(), good);
            return;
        }
        // A signal to one that has just been started would end it: it begins with the mended file.
        try {
            Files.writeString(folder.resolve("nginx.conf"), conf(folder, address, port, hosts, List.of(), good));
            process = launch(folder);
        } catch (IOException noNginx) {
            throw new UncheckedIOException(noNginx);
        }
    }

    private record Block(String host, String location) {}

    private static List<Block> serverBlocks(List<String> hosts, String location) {
        return hosts.stream().map(host -> new Block(host, location)).toList();
    }

    private static String page(String html) {
        return "default_type text/html; return 200 \""
                + html.replace("\"", "\\\"").replace("\\\\\"", "\\\"") + "\";";
    }

    private void serve(List<Block> broken, Certificate certificate) {
        try {
            Files.writeString(folder.resolve("nginx.conf"), conf(folder, address, port, hosts, broken, certificate));
            new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String conf(
            Path folder, String address, int port, List<String> hosts, List<Block> broken, Certificate certificate) {
        String listen = "listen " + address + ":" + port + " ssl";
        String servers = hosts.stream()
                .map(host -> "server { " + listen + "; server_name " + host + "; location / { "
                        + broken.stream()
                                .filter(block -> block.host().equals(host))
                                .map(Block::location)
                                .findFirst()
                                .orElse("default_type text/html; return 200 \"" + OURS + "\";")
                        + " } }")
                .collect(Collectors.joining("\n  "));
        return """
                daemon off;
                master_process on;
                worker_processes 1;
                pid %1$s/nginx.pid;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/tmp; proxy_temp_path %1$s/tmp; fastcgi_temp_path %1$s/tmp;
                  uwsgi_temp_path %1$s/tmp; scgi_temp_path %1$s/tmp;
                  ssl_certificate %2$s;
                  ssl_certificate_key %3$s;
                  ssl_session_cache off;
                  keepalive_timeout 0;
                  server { %4$s default_server; server_name _; return 421; }
                  %5$s
                }
                """.formatted(folder, certificate.chain(), certificate.key(), listen, servers);
    }

    private void workers(String signal) {
        process.descendants().forEach(worker -> signal(signal, worker.pid()));
    }

    private static void signal(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor(10, TimeUnit.SECONDS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        workers("CONT");
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        end();
    }
}
