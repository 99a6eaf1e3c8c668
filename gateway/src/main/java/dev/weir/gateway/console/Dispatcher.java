package dev.weir.gateway.console;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Doors.Shut;
import dev.weir.core.access.Doors.Way;
import dev.weir.core.access.TargetRules;
import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.control.Shape;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.Headers;
import dev.weir.core.token.Caller;
import dev.weir.gateway.oidc.OidcSignIns;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.exc.JacksonIOException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Takes a call from its head to its answer: is the request sound, may it be asked from there, which
 * row of the table is it, is there room. Runs on the call's own virtual thread.
 */
final class Dispatcher {

    private static final Logger LOG = System.getLogger("weir.console");

    private static final Set<String> LANDINGS = Set.of(DevicePage.PATH, OidcSignIns.CALLBACK);

    private final List<Route> routes;
    private final LocalSafety safety;
    private final Identities identities;
    private final Doors doors;
    private final String proxy;
    private final Semaphore calls;
    private final Semaphore guests;
    private final Semaphore tails;
    private final MeterRegistry metrics;
    private final ExchangeIds ids;
    private final LongSupplier clock;

    /**
     * @param proxy base URL of the proxy port, for calls that came to the wrong one
     * @param ids names the answers; guarded here
     * @param clock Unix time in milliseconds
     */
    Dispatcher(
            List<Route> routes,
            LocalSafety safety,
            Identities identities,
            Doors doors,
            String proxy,
            HttpLimits limits,
            MeterRegistry metrics,
            ExchangeIds ids,
            LongSupplier clock) {
        this.routes = List.copyOf(routes);
        this.safety = safety;
        this.identities = identities;
        this.doors = doors;
        this.proxy = proxy;
        this.calls = new Semaphore(limits.calls());
        this.guests = new Semaphore(limits.guests());
        this.tails = new Semaphore(limits.tails());
        this.metrics = metrics;
        this.ids = ids;
        this.clock = clock;
    }

    void run(Call call) {
        try {
            try {
                handle(call);
            } catch (Refused e) {
                refuse(call, e);
            } catch (Shape.Malformed e) {
                refuse(call, new Refused(ConsoleError.BAD_REQUEST, String.valueOf(e.getMessage())));
            } catch (JacksonIOException e) {
                throw e.getCause();
            }
        } catch (ClientGone e) {
            LOG.log(Level.DEBUG, "no answer was needed: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            fail(call, e);
        } finally {
            if (!call.finished()) {
                call.abort();
            }
            metrics.counter("weir.console.calls", "status", Integer.toString(call.status()))
                    .increment();
        }
    }

    private void handle(Call call) throws IOException, InterruptedException {
        Throwable fault = call.fault();
        if (fault != null) {
            throw unreadable(fault);
        }
        Target target = Target.of(call);
        if (call.method().equals("CONNECT")) {
            wrongDoor(call, Dialect.OPENAI, null);
            return;
        }
        Refused foreign = safety.check(call.headers(), target.authority, isLanding(call, target));
        if (foreign != null) {
            throw foreign;
        }
        String malformed = TargetRules.fault(target.path);
        if (malformed != null) {
            throw new Refused(ConsoleError.BAD_REQUEST, malformed);
        }
        Route other = null;
        for (Route route : routes) {
            String id = route.match(target.path);
            if (id != null && route.methods().contains(call.method())) {
                answer(call, route, id, target.query);
                return;
            }
            other = id == null ? other : route;
        }
        if (other != null) {
            throw wrongMethod(target.path);
        }
        Way way = doors.find(target.path, call.headers());
        boolean unknown =
                way instanceof Shut shut && shut.refusal().code() == ErrorCode.ROUTE_NOT_FOUND;
        if (!unknown) {
            wrongDoor(call, way.dialect(), target.path);
            return;
        }
        throw new Refused(
                ConsoleError.ROUTE_NOT_FOUND,
                "there is nothing at '"
                        + Parameters.shown(target.path)
                        + "'; /openapi.json describes what there is. Model calls go to "
                        + proxy);
    }

    /**
     * Where links in messages and identity providers lead to. Where people sign in that are the
     * pages too, which have nothing in them that was recorded.
     */
    private boolean isLanding(Call call, Target target) {
        return call.method().equals("GET")
                && (LANDINGS.contains(target.path)
                        || identities.signIn() && WebPages.isPage(target.path));
    }

    private void answer(Call call, Route route, String id, String query)
            throws IOException, InterruptedException {
        Caller caller = identities.of(call.headers(), call.method(), route.right());
        // What an identity provider says besides is no matter of ours.
        boolean open = route.template().equals(OidcSignIns.CALLBACK);
        Route.Asked asked =
                new Route.Asked(id, Parameters.parse(query, route.parameters(), open), caller);
        Semaphore room =
                switch (route.weight()) {
                    case LIGHT -> null;
                    case CALL -> caller.equals(Identities.NOBODY) ? guests : calls;
                    case TAIL -> tails;
                };
        if (room == null) {
            handle(route, call, asked);
            return;
        }
        if (!room.tryAcquire()) {
            throw new Refused(
                    ConsoleError.OVERLOADED,
                    "too many "
                            + (route.weight() == Route.Weight.TAIL ? "live tails" : "calls")
                            + " at once; try again in a second",
                    Headers.of("retry-after", "1"));
        }
        try {
            handle(route, call, asked);
        } finally {
            room.release();
        }
    }

    /** Runs a handler, which sees of the archive what its caller may see. */
    private void handle(Route route, Call call, Route.Asked asked)
            throws IOException, InterruptedException {
        try {
            ScopedValue.where(Identities.VISIBLE, identities.visible(asked.caller()))
                    .<Boolean, Exception>call(
                            () -> {
                                route.handler().handle(call, asked);
                                return true;
                            });
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a handler failed in a way that it cannot", e);
        }
    }

    private Refused wrongMethod(String path) {
        List<String> methods = new ArrayList<>();
        for (Route route : routes) {
            if (route.match(path) != null) {
                methods.addAll(route.methods());
            }
        }
        return new Refused(
                ConsoleError.METHOD_NOT_ALLOWED,
                "the console only answers "
                        + String.join(" and ", methods)
                        + " here; model calls go to "
                        + proxy,
                Headers.of("allow", String.join(", ", methods)));
    }

    /** A model call that came to the console: says where it belongs, in the shape it can read. */
    private void wrongDoor(Call call, Dialect dialect, @Nullable String path) throws IOException {
        String url = path == null || path.length() > 200 ? proxy : proxy + path;
        Refusal refusal =
                new Refusal(
                        ErrorCode.WRONG_DOOR,
                        "This is Weir's console port, which takes no model calls. Use the proxy"
                                + " port: "
                                + url);
        ExchangeId id = nextId();
        Headers.Builder fields = Headers.builder();
        refusal.headers(id)
                .forEach(
                        (name, value) -> {
                            if (!name.equals("content-type")) {
                                fields.add(name, value);
                            }
                        });
        call.answer(refusal.code().status(), Json.TYPE, fields.build(), refusal.body(dialect, id));
    }

    private void refuse(Call call, Refused refused) throws IOException {
        if (call.status() != 0) {
            // Too late for an answer: the body is broken off.
            return;
        }
        String id = nextId().toString();
        byte[] body =
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeObjectPropertyStart("error");
                            json.writeStringProperty("code", refused.error().word());
                            json.writeStringProperty("message", Json.text(refused.sentence()));
                            json.writeStringProperty("request_id", id);
                            Refused.Place place = refused.place();
                            if (place != null) {
                                json.writeNumberProperty("start", place.start());
                                json.writeNumberProperty("end", place.end());
                                String suggestion = place.suggestion();
                                if (suggestion != null) {
                                    json.writeStringProperty("suggestion", Json.text(suggestion));
                                }
                            }
                            json.writeEndObject();
                            json.writeEndObject();
                        });
        Headers.Builder fields =
                Headers.builder()
                        .add("x-weir-error", refused.error().word())
                        .add("x-request-id", id);
        refused.fields().forEach(fields::add);
        call.answer(refused.error().status(), Json.TYPE, fields.build(), body);
    }

    private void fail(Call call, Exception failure) {
        try {
            if (failure instanceof ArchiveDamaged damage) {
                LOG.log(Level.ERROR, "damage in the archive: {0}", damage.getMessage());
                refuse(call, damaged(damage));
                return;
            }
            LOG.log(Level.WARNING, "a call to the console failed", failure);
            refuse(
                    call,
                    new Refused(
                            ConsoleError.INTERNAL,
                            "Weir could not answer; its log has the reason"));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no answer was possible: {0}", e.getMessage());
        }
    }

    private static Refused damaged(ArchiveDamaged damage) {
        return new Refused(
                ConsoleError.ARCHIVE_DAMAGED,
                "the archive is damaged here: " + damage.getMessage() + "; see weir verify");
    }

    private static Refused unreadable(Throwable fault) {
        return switch (fault) {
            case TooLongHttpLineException _ ->
                    new Refused(
                            ConsoleError.URI_TOO_LONG,
                            "the request line is over " + HttpLimits.REQUEST_LINE + " bytes");
            case TooLongHttpHeaderException _ ->
                    new Refused(
                            ConsoleError.HEADER_TOO_LARGE,
                            "the header fields are over " + HttpLimits.HEAD + " bytes");
            default -> new Refused(ConsoleError.BAD_REQUEST, "the request is not valid HTTP/1.1");
        };
    }

    private ExchangeId nextId() {
        synchronized (ids) {
            return ids.next(clock.getAsLong());
        }
    }

    /**
     * The parts of a request target.
     *
     * @param authority of an absolute form, null for the origin form
     */
    private record Target(@Nullable String authority, String path, String query) {

        static Target of(Call call) {
            String text = call.target();
            String authority = null;
            if (text.toLowerCase(Locale.ROOT).startsWith("http://")) {
                String rest = text.substring("http://".length());
                int end = 0;
                while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
                    end++;
                }
                authority = rest.substring(0, end);
                text = rest.startsWith("/", end) ? rest.substring(end) : "/" + rest.substring(end);
            }
            int mark = text.indexOf('?');
            return mark < 0
                    ? new Target(authority, text, "")
                    : new Target(authority, text.substring(0, mark), text.substring(mark + 1));
        }
    }
}
