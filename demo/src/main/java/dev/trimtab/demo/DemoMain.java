package dev.trimtab.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Conducts the demo ({@code --view live} or {@code --view plain}) or, with {@code --smoke}, the same without a person:
 * bounded in time, exit status 0 or 1, the result as one line of JSON at the end.
 */
public final class DemoMain {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;

    /** With starting and cleaning up, a smoke run ends within three minutes. */
    private static final Duration SMOKE_MAX = Duration.ofSeconds(165);

    /** A watched demo ends by itself only if it hangs. */
    private static final Duration STORY_MAX = Duration.ofMinutes(6);

    private static final int COLUMNS_DEFAULT = 80;

    /** Within this, a Ctrl-C that ended a child has reached us too. */
    private static final long INTERRUPT_MILLIS = 500;

    private final Path home;
    private final Narrator narrator;
    private final Instant deadline;

    private DemoMain(Path home, Narrator narrator, Instant deadline) {
        this.home = home;
        this.narrator = narrator;
        this.deadline = deadline;
    }

    public static void main(String[] args) throws InterruptedException {
        List<String> words = List.of(args);
        if (!Set.of(List.of("--smoke"), List.of("--view", "live"), List.of("--view", "plain"), List.<String>of())
                .contains(words)) {
            System.err.println("usage: demo [--smoke | --view live | --view plain]");
            System.exit(EXIT_USAGE);
            return;
        }
        boolean smoke = words.contains("--smoke");
        Narrator narrator = words.contains("live")
                ? new LiveScreen(System.out, Clock.systemUTC(), columns())
                : new PlainLines(System.out, Clock.systemUTC());
        Path home = Path.of(System.getProperty("trimtab.home", ".")).toAbsolutePath();
        Instant deadline = Instant.now().plus(smoke ? SMOKE_MAX : STORY_MAX);
        DemoMain demo = new DemoMain(home, narrator, deadline);
        System.exit(smoke ? demo.smoke() : demo.watched());
    }

    private int smoke() throws InterruptedException {
        SmokeResult result = performed(Curtain.AT_ONCE);
        System.out.println(result.line());
        return result instanceof SmokeResult.Pass ? 0 : EXIT_FAILED;
    }

    private int watched() throws InterruptedException {
        return switch (performed(Curtain.ON_INTERRUPT)) {
            case SmokeResult.Pass pass -> 0;
            case SmokeResult.Fail fail -> {
                narrator.tell("the demo failed: " + fail.reason());
                yield EXIT_FAILED;
            }
        };
    }

    /** When everything is taken down after the story. */
    private enum Curtain {
        AT_ONCE,
        /** It stays up for a curious reader until Ctrl-C. */
        ON_INTERRUPT
    }

    private SmokeResult performed(Curtain curtain) throws InterruptedException {
        try (DemoFolder folder = DemoFolder.create()) {
            Props props = Props.make(folder, home.resolve("demo").resolve("trimtab.yaml"), Instant.now());
            return perform(props, curtain);
        } catch (IOException failure) {
            return new SmokeResult.Fail("the stage cannot be set: " + failure);
        }
    }

    private SmokeResult perform(Props props, Curtain curtain) throws IOException, InterruptedException {
        Stage stage = new Stage(props, new Programs(props, home));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("curtain").unstarted(() -> closeAtExit(stage)));
        InetSocketAddress dns = new InetSocketAddress("127.0.0.1", props.ports().dns());
        try (stage;
                DnsWatch watch = new DnsWatch(dns, Props.NAME)) {
            return play(props, stage, watch, curtain);
        }
    }

    private SmokeResult play(Props props, Stage stage, DnsWatch watch, Curtain curtain)
            throws IOException, InterruptedException {
        try {
            ControllerApi api = new ControllerApi(apiOf(props), props.token());
            Observatory observatory = new Observatory(stage, api, watch, narrator);
            stage.open(narrator, api);
            watch.start();
            Times times = new Story(narrator, observatory, watch, stage.remote("edge-a"), deadline).tell();
            if (curtain == Curtain.ON_INTERRUPT) {
                HowToLook.lines(props).forEach(narrator::tell);
                stayUp(observatory);
            }
            return new SmokeResult.Pass(times);
        } catch (StoryFailedException failure) {
            // Here, while the logs still lie in their folder.
            return failed(stage, failure);
        }
    }

    /** A terminal sends Ctrl-C to us and to the children at once: their ends are no failure then. */
    private static SmokeResult failed(Stage stage, StoryFailedException failure) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(INTERRUPT_MILLIS);
        if (stage.closed()) {
            return new SmokeResult.Fail("interrupted");
        }
        stage.tails().forEach(System.err::println);
        return new SmokeResult.Fail(String.valueOf(failure.getMessage()));
    }

    private static URI apiOf(Props props) {
        return URI.create("http://127.0.0.1:" + props.ports().api());
    }

    private static void stayUp(Observatory observatory) throws StoryFailedException, InterruptedException {
        while (true) {
            observatory.glance();
            TimeUnit.MILLISECONDS.sleep(300);
        }
    }

    private static void closeAtExit(Stage stage) {
        try {
            stage.close();
        } catch (IOException failure) {
            System.err.println("something is left behind: " + failure.getMessage());
        }
    }

    private static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[0-9]{1,4}") ? Integer.parseInt(columns) : COLUMNS_DEFAULT;
    }
}
