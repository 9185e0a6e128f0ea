package dev.trimtab.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The conductor's hand on a stand-in's control port. */
final class StandInRemote {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final String name;
    private final URI mode;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_MAX)
            .build();

    StandInRemote(String name, int controlPort) {
        this.name = name;
        this.mode = URI.create("http://127.0.0.1:" + controlPort + "/mode");
    }

    /** Whether the stand-in's process answers yet. */
    boolean up() throws InterruptedException {
        try {
            return send(request().GET().build()) == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    void become(StandInMode wanted) throws StoryFailedException, InterruptedException {
        try {
            int status = send(request()
                    .POST(HttpRequest.BodyPublishers.ofString(wanted.word()))
                    .build());
            if (status != 200) {
                throw new StoryFailedException(name + " refuses to become " + wanted.word() + ": status " + status);
            }
        } catch (IOException failure) {
            throw new StoryFailedException(name + " does not hear us: " + failure.getMessage());
        }
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(mode).timeout(ANSWER_MAX);
    }

    private int send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
