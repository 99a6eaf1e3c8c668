package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One exchange as a page of text. Everything captured goes through {@link Plain}. */
final class ExchangePage {

    private static final int BAR = 48;
    private static final int SHOWN = 64 * 1024;

    private final Io io;
    private final Api api;
    private final boolean full;

    /**
     * @param full false to cut long bodies
     */
    ExchangePage(Io io, Api api, boolean full) {
        this.io = io;
        this.api = api;
        this.full = full;
    }

    /** Prints the page of a detail document. */
    void print(JsonNode exchange) {
        summary(exchange);
        timing(exchange);
        JsonNode request = exchange.path("request");
        section("Request");
        line(
                request.path("method").asString("")
                        + " "
                        + request.path("target").asString("")
                        + " "
                        + request.path("version").asString(""));
        fields(request.path("headers"));
        body(exchange, "request", request);
        JsonNode response = exchange.path("response");
        section("Response");
        if (!response.isObject()) {
            io.out().println("(none)");
            return;
        }
        line(
                response.path("version").asString("")
                        + " "
                        + response.path("status").asInt(0)
                        + " "
                        + response.path("reason").asString(""));
        fields(response.path("headers"));
        body(exchange, "response", response);
        if (!response.path("trailers").isEmpty()) {
            section("Trailers");
            fields(response.path("trailers"));
        }
    }

    private void summary(JsonNode exchange) {
        io.out().println(io.bold(Plain.line(exchange.path("id").asString(""))));
        field("started", exchange.path("startedAt").asString(""));
        JsonNode upstream = exchange.path("upstream");
        String address = upstream.path("address").asString("");
        field(
                "provider",
                Exchanges.orDash(exchange.path("provider").asString(""))
                        + " ("
                        + exchange.path("dialect").asString("")
                        + ")"
                        + (upstream.isObject()
                                ? "  "
                                        + upstream.path("origin").asString("")
                                        + upstream.path("path").asString("")
                                        + (address.isEmpty() ? "" : "  at " + address)
                                : ""));
        field("model", exchange.path("requestedModel").asString("-"));
        String error = exchange.path("errorCode").asString("");
        String outcome = exchange.path("outcome").asString("");
        String text =
                outcome
                        + " ("
                        + exchange.path("endReason").asString("")
                        + (error.isEmpty() ? "" : ", " + error)
                        + ")";
        io.out()
                .println(
                        label("outcome")
                                + (outcome.equals("complete")
                                        ? io.green(Plain.line(text))
                                        : io.red(Plain.line(text))));
        list("tags", exchange.path("tags"));
        list("losses", exchange.path("losses"));
        JsonNode gateway = exchange.path("gateway");
        named("token", gateway, "token");
        named("key", gateway, "key");
        if (gateway.path("route").isString()) {
            field("route", gateway.path("route").asString(""));
        }
        for (JsonNode ruling : gateway.path("rulings")) {
            field(
                    "rule",
                    ruling.path("effect").asString("")
                            + " "
                            + ruling.path("rule").asString("")
                            + ": "
                            + ruling.path("reason").asString(""));
        }
        StringBuilder changes = new StringBuilder();
        for (JsonNode change : exchange.path("changes")) {
            changes.append(changes.isEmpty() ? "" : ", ")
                    .append(change.path("kind").asString(""))
                    .append(' ')
                    .append(change.path("name").asString(""));
        }
        if (!changes.isEmpty()) {
            field("changes", changes.toString());
        }
    }

    /** A token or key by its name of then, by its id where none is on record. */
    private void named(String label, JsonNode gateway, String member) {
        JsonNode name = gateway.path(member + "_name");
        JsonNode shown = name.isString() ? name : gateway.path(member);
        if (shown.isString()) {
            field(label, shown.asString(""));
        }
    }

    private void list(String name, JsonNode values) {
        if (!values.isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (JsonNode value : values) {
                text.append(text.isEmpty() ? "" : ", ").append(value.asString(""));
            }
            field(name, text.toString());
        }
    }

    private void timing(JsonNode exchange) {
        JsonNode timeline = exchange.path("timeline");
        double total = timeline.path("closed").asDouble(0);
        section("Timing  " + Exchanges.millis(exchange.path("durations").path("totalMs")));
        double from = 0;
        from = phase("connect", from, timeline.path("connected"), total);
        from = phase("send request", from, timeline.path("requestSent"), total);
        from = phase("first byte", from, timeline.path("firstByte"), total);
        from = phase("first token", from, timeline.path("firstToken"), total);
        from = phase("last byte", from, timeline.path("lastByte"), total);
        phase("close", from, timeline.path("closed"), total);
    }

    /** Draws one phase; answers where the next one begins. */
    private double phase(String name, double from, JsonNode until, double total) {
        if (!until.isNumber()) {
            return from;
        }
        double to = Math.max(from, until.asDouble());
        io.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "  %-13s%s %10.1f ms",
                                name,
                                bar(from, to, total),
                                (to - from) / 1000));
        return to;
    }

    /** A stretch of a line as wide as the whole exchange; never empty. */
    static String bar(double from, double to, double total) {
        double scale = total <= 0 ? 0 : BAR / total;
        int start = Math.clamp((long) (from * scale), 0, BAR - 1);
        int end = Math.clamp(Math.round(to * scale), start + 1, BAR);
        return "·".repeat(start) + "█".repeat(end - start) + "·".repeat(BAR - end);
    }

    private void body(JsonNode exchange, String side, JsonNode message) {
        long bytes = message.path("bytes").asLong(0);
        io.out().println();
        if (bytes == 0) {
            io.out().println(io.dim("(no body)"));
            return;
        }
        String sha256 = message.path("sha256").asString("");
        io.out()
                .println(
                        io.dim(
                                "("
                                        + Exchanges.bytes(bytes)
                                        + (sha256.isEmpty() ? "" : ", sha256 " + Plain.line(sha256))
                                        + ")"));
        String path =
                "/api/v1/exchanges/" + exchange.path("id").asString("") + "/" + side + "/body";
        Api.Answer decoded = api.answer(path + "?decoded=true");
        if (decoded.status() == 422) {
            io.out().println(io.dim("(" + Plain.line(decoded.message()) + "; as it came:)"));
            decoded = api.answer(path);
        }
        if (decoded.status() != 200) {
            io.out().println(io.dim("(" + Plain.line(decoded.message()) + ")"));
            return;
        }
        String text = text(decoded.body(), message);
        if (full || text.length() <= SHOWN) {
            io.out().println(text.stripTrailing());
        } else {
            io.out()
                    .println(
                            text.substring(
                                    0, text.offsetByCodePoints(0, text.codePointCount(0, SHOWN))));
            io.out()
                    .println(
                            io.dim(
                                    "(cut here; --full shows all, --"
                                            + side
                                            + " writes the exact bytes)"));
        }
    }

    private String text(byte[] body, JsonNode message) {
        // A body cut for the screen need not be laid out whole: an event stream can be cut between
        // characters, and anything else is cut after it has been laid out.
        String type = header(message, "content-type").toLowerCase(Locale.ROOT);
        if (!full && body.length > 8 * SHOWN && type.startsWith("text/event-stream")) {
            int end = 4 * SHOWN;
            while (end > 0 && (body[end] & 0xC0) == 0x80) {
                end--;
            }
            return BodyText.of(Arrays.copyOf(body, end), type);
        }
        String text = BodyText.of(body, type);
        return text.isEmpty()
                ? "("
                        + new String(body, StandardCharsets.UTF_8).length()
                        + " characters of white space)"
                : text;
    }

    private static String header(JsonNode message, String name) {
        for (JsonNode field : message.path("headers")) {
            if (field.path(0).asString("").equalsIgnoreCase(name)) {
                return field.path(1).asString("");
            }
        }
        return "";
    }

    private void fields(JsonNode headers) {
        for (JsonNode field : headers) {
            io.out()
                    .println(
                            io.dim(Plain.line(field.path(0).asString("")) + ": ")
                                    + Plain.line(field.path(1).asString("")));
        }
    }

    private void section(String title) {
        io.out().println();
        io.out().println(io.bold(title));
    }

    private void line(String text) {
        io.out().println(Plain.line(text.strip()));
    }

    private void field(String name, String value) {
        io.out().println(label(name) + Plain.line(value));
    }

    private String label(String name) {
        return io.dim(String.format(Locale.ROOT, "%-10s", name));
    }
}
