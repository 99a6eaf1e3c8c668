package dev.weir.gateway.console;

import dev.weir.core.exchange.Side;
import dev.weir.gateway.console.Route.Handler;
import dev.weir.gateway.console.Route.Weight;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every path of the console port: one table, from which calls are dispatched and to which a test
 * holds the OpenAPI file. All answer GET and HEAD and change nothing, but for the import, the spans
 * that are sent, and what makes derived rows anew.
 */
final class Routes {

    private static final List<String> READ = List.of("GET", "HEAD");
    private static final List<String> WRITE = List.of("POST");

    private static final List<String> NONE = List.of();

    private Routes() {}

    static List<Route> table(
            Exchanges exchanges,
            Bodies bodies,
            Tail tail,
            Export export,
            Import intake,
            Traces traces,
            Readings readings,
            Turns turns,
            Previews previews,
            Contexts contexts,
            SessionExport sessions,
            Diffs diffs,
            Live live,
            UpkeepCalls upkeep,
            Health health,
            FirstPage first) {
        String one = "/api/v1/exchanges/{id}";
        return List.of(
                call(
                        "/api/v1/exchanges",
                        and(Parameters.FILTERS, "limit", "cursor"),
                        exchanges::list),
                call(one, NONE, exchanges::detail),
                call(one + "/request/body", List.of("decoded"), bodies.of(Side.REQUEST)),
                call(one + "/response/body", List.of("decoded"), bodies.of(Side.RESPONSE)),
                call(one + "/request/chunks", NONE, exchanges.chunks(Side.REQUEST)),
                call(one + "/response/chunks", NONE, exchanges.chunks(Side.RESPONSE)),
                call(one + "/derived", NONE, readings::one),
                call(one + "/turn", List.of("cut"), turns::one),
                call(one + "/preview", List.of("part", "from", "to"), previews::one),
                call(one + "/context", NONE, contexts::one),
                call("/api/v1/live", List.of("q", "limit"), live::list),
                call("/api/v1/live/{id}", NONE, live::one),
                call("/api/v1/search", List.of("q", "limit", "cursor"), readings::search),
                call("/api/v1/search/completions", List.of("q", "at"), readings::completions),
                call("/api/v1/values", List.of("field", "prefix", "limit"), readings::values),
                call(
                        "/api/v1/sessions",
                        List.of("limit", "cursor", "client", "since", "until"),
                        readings::sessions),
                call("/api/v1/sessions/{id}", NONE, readings::session),
                call(
                        "/api/v1/sessions/{id}/exchanges",
                        List.of("limit", "cursor"),
                        readings::exchanges),
                call(
                        "/api/v1/sessions/{id}/turns",
                        List.of("limit", "cursor", "cut"),
                        turns::ofSession),
                call(
                        "/api/v1/sessions/{id}/context",
                        List.of("limit", "cursor"),
                        contexts::session),
                call("/api/v1/sessions/{id}/export", List.of("format"), sessions::one),
                call("/api/v1/turns", List.of("session", "limit", "cursor", "cut"), turns::session),
                call("/api/v1/stats", List.of("by", "since", "until", "limit"), readings::stats),
                call("/api/v1/diff", List.of("a", "b", "what", "context"), diffs::compare),
                new Route(READ, "/api/v1/derive", NONE, Weight.CALL, upkeep::derive),
                new Route(WRITE, "/api/v1/derive", NONE, Weight.CALL, upkeep::derive),
                new Route(
                        WRITE,
                        "/api/v1/reprice",
                        List.of("since", "until", "dryRun"),
                        Weight.CALL,
                        upkeep::reprice),
                call("/api/v1/export", and(Parameters.FILTERS, "format"), export::all),
                new Route(WRITE, "/api/v1/import", List.of("format"), Weight.CALL, intake::take),
                new Route(WRITE, "/v1/traces", NONE, Weight.CALL, Right.ANY_TOKEN, traces::take),
                new Route(READ, "/api/v1/tail", NONE, Weight.TAIL, tail::follow),
                light("/api/v1/info", first::info),
                light("/livez", health::live),
                light("/readyz", health::ready),
                light("/metrics", health::metrics),
                light("/openapi.json", health::openApi),
                light("/", first::root));
    }

    private static Route call(String template, List<String> parameters, Handler handler) {
        return new Route(READ, template, parameters, Weight.CALL, handler);
    }

    private static Route light(String template, Handler handler) {
        return new Route(READ, template, NONE, Weight.LIGHT, handler);
    }

    private static List<String> and(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).toList();
    }
}
