package dev.trimtab.controller.http;

import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin API over HTTP. Reading never changes anything; every change is an intervention, or names what it confirms. */
public final class ApiServer implements AutoCloseable {
    static final int BODY_BYTES_MAX = 64 * 1024;
    static final int HEADER_BYTES_MAX = 16 * 1024;
    static final int LINE_BYTES_MAX = 4 * 1024;

    /** A connection without a byte in either direction; streams are pinged more often. */
    static final int IDLE_SECONDS_MAX = 60;

    /** A request must have arrived and been answered within this time, streams aside. */
    static final long REQUEST_MILLIS_MAX = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private final Vertx vertx;
    private final String host;
    private final int port;
    private final BearerToken token;
    private final ApiPorts ports;
    private final InterventionRoutes interventions;
    private final EventRoutes events;
    private final ReportRoutes reports;
    private final JsonObject contract = ApiContract.json();
    private @Nullable HttpServer server;

    /**
     * @param port 0 for any free one
     * @param tokenFile holds the bearer token
     */
    public ApiServer(Vertx vertx, String host, int port, Path tokenFile, ApiPorts ports) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
        this.token = new BearerToken(tokenFile);
        this.ports = ports;
        this.interventions = new InterventionRoutes(ports);
        this.events = new EventRoutes(ports.journal());
        this.reports = new ReportRoutes(ports);
    }

    /** How a start went. */
    public sealed interface Start {
        record Listening(int port) implements Start {}

        /** @param sentence for the operator */
        record Refused(String sentence) implements Start {}
    }

    /** Blocks until it listens, or cannot. */
    public Start start() {
        String trouble = token.trouble();
        if (!trouble.isEmpty()) {
            return new Start.Refused(trouble);
        }
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxInitialLineLength(LINE_BYTES_MAX)
                .setIdleTimeout(IDLE_SECONDS_MAX)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setCompressionSupported(false);
        HttpServer starting = vertx.createHttpServer(options)
                .requestHandler(router())
                .exceptionHandler(broken -> LOG.debug("a connection broke: {}", broken.toString()));
        try {
            starting.listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException refused) {
            return new Start.Refused(because(refused.getCause()));
        }
        server = starting;
        return new Start.Listening(starting.actualPort());
    }

    private String because(@Nullable Throwable cause) {
        return cause instanceof BindException
                ? "the API cannot listen on " + host + ":" + port + ", because port " + port
                        + " is taken or the address is not ours; set TRIMTAB_API to another"
                : "the API cannot listen on " + host + ":" + port + ": " + cause;
    }

    @Override
    public void close() {
        HttpServer running = server;
        if (running != null) {
            server = null;
            running.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private Router router() {
        Router router = Router.router(vertx);
        for (ApiProblem.Code code : new ApiProblem.Code[] {
            ApiProblem.Code.BODY_TOO_LARGE,
            ApiProblem.Code.REQUEST_TIMEOUT,
            ApiProblem.Code.INTERNAL,
            ApiProblem.Code.VALIDATION_FAILED
        }) {
            router.errorHandler(code.status(), request -> fail(request, code));
        }
        router.errorHandler(ApiProblem.Code.NOT_FOUND.status(), this::missed);
        router.errorHandler(ApiProblem.Code.METHOD_NOT_ALLOWED.status(), this::missed);
        router.get("/livez").handler(request -> json(request, 200, new JsonObject().put("live", true)));
        router.get("/readyz").handler(this::readyz);
        router.get("/metrics").handler(this::metrics);
        router.get("/v1/openapi.json").handler(request -> json(request, 200, contract));
        router.route("/v1/*").handler(this::authenticate);
        router.get("/v1/events/stream").handler(guarded(events::stream));
        router.get("/v1/reports/stream").handler(guarded(reports::stream));
        router.route("/v1/*").handler(TimeoutHandler.create(REQUEST_MILLIS_MAX, 408));
        reads(router);
        writes(router);
        return router;
    }

    private void reads(Router router) {
        router.get("/v1/overview")
                .handler(view(request -> view -> RefusedJson.into(
                        ViewJson.overview(
                                view, ports.store().get(), ports.clock().instant()),
                        ports.metrics().reportsRefused())));
        router.get("/v1/names").handler(view(request -> view -> {
            JsonArray items = new JsonArray();
            view.names().values().forEach(name -> items.add(ViewJson.brief(name)));
            return new JsonObject().put("items", items);
        }));
        router.get("/v1/names/:name").handler(name(ViewJson::full));
        router.get("/v1/names/:name/health").handler(name(ViewJson::health));
        router.get("/v1/names/:name/weights").handler(name(ViewJson::weights));
        router.get("/v1/names/:name/explain").handler(view(request -> view -> {
            NameView name = named(view, request);
            return NameExplanation.of(
                    view, name, ports.looking().shown().apply(name.spec().name()));
        }));
        router.get("/v1/names/:name/evidence")
                .handler(name(name -> new JsonObject()
                        .put(
                                "items",
                                EvidenceJson.of(ports.looking()
                                        .shown()
                                        .apply(name.spec().name())))));
        router.get("/v1/events").handler(guarded(request -> json(request, 200, events.list(request))));
        for (InterventionRoutes.Kind kind : InterventionRoutes.Kind.values()) {
            router.get("/v1/" + kind.path())
                    .blockingHandler(guarded(request -> json(request, 200, interventions.list(kind))), false);
        }
    }

    private void writes(Router router) {
        // Not bound to methods: a route that matches a path and not its method turns an unknown path into a 405.
        router.route("/v1/*").handler(this::wantJson);
        router.route("/v1/*").handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
        NameCommands commands = new NameCommands(ports);
        for (InterventionRoutes.Kind kind : InterventionRoutes.Kind.values()) {
            router.post("/v1/" + kind.path()).blockingHandler(guarded(request -> startOrPreview(kind, request)), false);
            router.delete("/v1/" + kind.path() + "/:id")
                    .blockingHandler(
                            guarded(request -> json(request, 200, interventions.end(kind, parameter(request, "id")))),
                            false);
        }
        router.post("/v1/names/:name/approvals")
                .blockingHandler(
                        guarded(request -> json(
                                request,
                                200,
                                commands.approve(
                                        named(required(), request).spec().name(), body(request)))),
                        false);
        router.post("/v1/names/:name/look")
                .handler(guarded(
                        request -> json(request, 202, commands.look(named(required(), request), body(request)))));
        router.post("/v1/names/:name/retire")
                .blockingHandler(
                        guarded(request ->
                                json(request, 200, commands.retire(parameter(request, "name"), body(request)))),
                        false);
    }

    private void startOrPreview(InterventionRoutes.Kind kind, RoutingContext request) {
        String dryRun =
                Optional.ofNullable(request.request().getParam("dryRun")).orElse("false");
        switch (dryRun) {
            case "true" -> json(request, 200, interventions.preview(kind, body(request)));
            case "false" -> {
                JsonObject started = interventions.start(kind, body(request));
                request.response().putHeader("Location", "/v1/" + kind.path() + "/" + started.getString("id"));
                json(request, 201, started);
            }
            default -> throw new ApiProblem(ApiProblem.Code.VALIDATION_FAILED, "dryRun must be true or false");
        }
    }

    private void authenticate(RoutingContext request) {
        if (token.admits(request.request().getHeader("Authorization"))) {
            request.next();
        } else {
            new ApiProblem(ApiProblem.Code.UNAUTHENTICATED, "send the header Authorization: Bearer TOKEN")
                    .answer(request.response(), path(request));
        }
    }

    private void wantJson(RoutingContext request) {
        String type =
                Optional.ofNullable(request.request().getHeader("Content-Type")).orElse("");
        if (!HttpMethod.POST.equals(request.request().method())
                || type.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
            request.next();
        } else {
            new ApiProblem(ApiProblem.Code.UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json")
                    .answer(request.response(), path(request));
        }
    }

    private void readyz(RoutingContext request) {
        Optional<RoundView> view = ports.view().get();
        Readiness readiness = Readiness.of(view, ports.troubles().get());
        json(request, readiness.state() == Readiness.State.READY ? 200 : 503, readiness.json(view));
    }

    private void metrics(RoutingContext request) {
        request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(ports.metrics().scrape(ports.view().get()));
    }

    private Handler<RoutingContext> view(Function<RoutingContext, Function<RoundView, JsonObject>> render) {
        return guarded(request -> json(request, 200, render.apply(request).apply(required())));
    }

    private Handler<RoutingContext> name(Function<NameView, JsonObject> render) {
        return guarded(request -> json(request, 200, render.apply(named(required(), request))));
    }

    private RoundView required() {
        return ports.view()
                .get()
                .orElseThrow(() -> new ApiProblem(ApiProblem.Code.NO_ROUND_YET, "the first round has not been made"));
    }

    private static NameView named(RoundView view, RoutingContext request) {
        String text = parameter(request, "name");
        return view.names().values().stream()
                .filter(name -> name.spec().name().value().equalsIgnoreCase(text)
                        || name.spec().name().withoutDot().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new ApiProblem(
                        ApiProblem.Code.NOT_FOUND, "no such name is configured; GET /v1/names lists them"));
    }

    private static String parameter(RoutingContext request, String name) {
        return Optional.ofNullable(request.pathParam(name)).orElse("");
    }

    private static String path(RoutingContext request) {
        return Optional.ofNullable(request.request().path()).orElse("/");
    }

    private static JsonObject body(RoutingContext request) {
        try {
            JsonObject body = request.body().asJsonObject();
            if (body == null) {
                throw new ApiProblem(ApiProblem.Code.VALIDATION_FAILED, "the body must be a JSON object");
            }
            return body;
        } catch (DecodeException | ClassCastException malformed) {
            throw new ApiProblem(ApiProblem.Code.VALIDATION_FAILED, "the body is not a JSON object");
        }
    }

    /** A refusal becomes its answer; anything else is a bug, logged here and told to nobody else. */
    private static Handler<RoutingContext> guarded(Handler<RoutingContext> handler) {
        return request -> {
            try {
                handler.handle(request);
            } catch (ApiProblem refused) {
                refused.answer(request.response(), path(request));
            } catch (RuntimeException bug) {
                request.fail(500, bug);
            }
        };
    }

    /** The contract knows which paths exist: with another method than those, it is a 405. */
    private void missed(RoutingContext request) {
        List<String> methods = ApiContract.methods(contract, path(request));
        if (methods.isEmpty()) {
            fail(request, ApiProblem.Code.NOT_FOUND);
        } else {
            request.response().putHeader("Allow", String.join(", ", methods));
            fail(request, ApiProblem.Code.METHOD_NOT_ALLOWED);
        }
    }

    private static void fail(RoutingContext request, ApiProblem.Code code) {
        if (code == ApiProblem.Code.INTERNAL) {
            LOG.error("{} {} failed", request.request().method(), request.normalizedPath(), request.failure());
        }
        String detail = switch (code) {
            case NOT_FOUND -> "nothing is at this path; GET /v1/openapi.json lists what there is";
            case METHOD_NOT_ALLOWED -> request.request().method() + " is not offered here";
            case BODY_TOO_LARGE -> "a body may have " + BODY_BYTES_MAX + " bytes";
            case REQUEST_TIMEOUT -> "a request may take " + REQUEST_MILLIS_MAX / 1000 + " s";
            case INTERNAL -> "the controller's log has the details";
            default -> "the request cannot be understood";
        };
        new ApiProblem(code, detail).answer(request.response(), path(request));
    }

    private static void json(RoutingContext request, int status, JsonObject json) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(json.toBuffer());
    }
}
