package dev.trimtab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Talks to the first controller that answers. Only what surely was not received is sent to the next one. */
final class Client {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> servers;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_MAX)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Client(ServerOptions options) {
        this.servers = options.servers;
        this.token = token(options);
    }

    JsonNode get(String path) {
        return json(send("GET", path, HttpRequest.BodyPublishers.noBody(), HttpResponse.BodyHandlers.ofString()));
    }

    JsonNode post(String path, JsonNode body) {
        return json(send(
                "POST",
                path,
                HttpRequest.BodyPublishers.ofString(body.toString()),
                HttpResponse.BodyHandlers.ofString()));
    }

    JsonNode delete(String path) {
        return json(send("DELETE", path, HttpRequest.BodyPublishers.noBody(), HttpResponse.BodyHandlers.ofString()));
    }

    /** A stream of server-sent events; the caller closes it. */
    InputStream stream(String path) {
        HttpResponse<InputStream> answer =
                send("GET", path, HttpRequest.BodyPublishers.noBody(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw refused(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new CliFailure(Exit.UNREACHABLE, "the answer broke off: " + broken.getMessage());
        }
    }

    static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private <T> HttpResponse<T> send(
            String method, String path, HttpRequest.BodyPublisher body, HttpResponse.BodyHandler<T> handler) {
        List<String> tried = new ArrayList<>();
        for (String server : servers) {
            try {
                HttpRequest request = HttpRequest.newBuilder(uri(server, path))
                        .timeout(ANSWER_MAX)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build();
                return http.send(request, handler);
            } catch (java.net.ConnectException | java.net.http.HttpConnectTimeoutException notThere) {
                tried.add(server + " (no connection)");
            } catch (IOException broken) {
                tried.add(server + " (" + broken.getClass().getSimpleName() + ")");
                if (!method.equals("GET")) {
                    throw new CliFailure(
                            Exit.UNREACHABLE,
                            server
                                    + " did not answer; the request may have been carried out: look with trimtab status");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CliFailure(Exit.INTERRUPTED, "interrupted");
            }
        }
        throw new CliFailure(Exit.UNREACHABLE, "no controller answered; tried " + String.join(", ", tried));
    }

    private static URI uri(String server, String path) {
        try {
            URI uri = URI.create((server.endsWith("/") ? server.substring(0, server.length() - 1) : server) + path);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            throw new CliFailure(Exit.USAGE, "--server: not a URL such as http://127.0.0.1:8080: " + server);
        }
        throw new CliFailure(Exit.USAGE, "--server: not a URL such as http://127.0.0.1:8080: " + server);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw refused(answer.statusCode(), answer.body());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException notOurs) {
            throw new CliFailure(Exit.ERROR, answer.uri() + " answers, but not as a Trimtab controller does");
        }
    }

    private static CliFailure refused(int status, String body) {
        StringBuilder sentence = new StringBuilder();
        try {
            JsonNode problem = JSON.readTree(body);
            sentence.append(problem.path("detail").asText("the server answered " + status));
            problem.path("errors")
                    .forEach(error -> sentence.append("\n  ")
                            .append(error.path("pointer").asText())
                            .append(' ')
                            .append(error.path("detail").asText()));
        } catch (JsonProcessingException notOurs) {
            sentence.append("the server answered ").append(status).append(", but not as a Trimtab controller does");
        }
        return new CliFailure(exit(status), sentence.toString());
    }

    private static Exit exit(int status) {
        return switch (status) {
            case 400, 413, 415 -> Exit.USAGE;
            case 401, 403 -> Exit.NOT_ALLOWED;
            case 404 -> Exit.NOT_FOUND;
            case 409, 412 -> Exit.CONFLICT;
            case 422, 423 -> Exit.SAFETY_RULE;
            default -> Exit.ERROR;
        };
    }

    private static String token(ServerOptions options) {
        Path file = options.tokenFile;
        if (file == null || file.toString().isEmpty()) {
            throw new CliFailure(
                    Exit.NOT_ALLOWED, "a token is needed: name its file with --token-file or TRIMTAB_API_TOKEN_FILE");
        }
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new CliFailure(Exit.NOT_ALLOWED, "the token file " + file + " holds no token");
            }
            return token;
        } catch (NoSuchFileException absent) {
            throw new CliFailure(Exit.NOT_ALLOWED, "the token file " + file + " does not exist");
        } catch (IOException unreadable) {
            throw new CliFailure(
                    Exit.NOT_ALLOWED,
                    "the token file " + file + " cannot be read: "
                            + unreadable.getClass().getSimpleName());
        }
    }
}
