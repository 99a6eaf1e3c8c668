package dev.weir.gateway.console;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.Sums;
import dev.weir.core.derived.Trait;
import dev.weir.core.pricing.Cost;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.util.EnumMap;
import java.util.Map;

/** Derived rows as JSON. Money is US dollars as a decimal text: a number would lose digits. */
final class DerivedJson {

    private DerivedJson() {}

    static void exchange(JsonGenerator json, DerivedExchange row) {
        json.writeStartObject();
        json.writeStringProperty("id", row.id().toString());
        json.writeStringProperty("startedAt", ExchangeJson.time(row.startedAt()));
        call(json, row.call());
        caller(json, row.caller());
        gateway(json, row.gateway());
        DerivedExchange.Place place = row.place();
        if (place == null) {
            json.writeNullProperty("place");
        } else {
            place(json, place);
        }
        usage(json, row.counts());
        json.writeObjectPropertyStart("cost");
        dollars(json, "usd", row.cost().nanos());
        dollars(json, "cacheSavedUsd", row.cost().savedNanos());
        json.writeStringProperty("how", Json.text(row.cost().how()));
        json.writeStringProperty("prices", row.cost().prices());
        string(json, "tier", row.cost().tier());
        string(json, "speed", row.cost().speed());
        json.writeEndObject();
        json.writeStringProperty("reading", row.reading());
        string(json, "finding", row.finding());
        json.writeArrayPropertyStart("tools");
        row.tools().forEach(tool -> json.writeString(Json.text(tool)));
        json.writeEndArray();
        json.writeArrayPropertyStart("has");
        row.has().stream().sorted().map(Trait::word).forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void call(JsonGenerator json, DerivedExchange.Call call) {
        json.writeStringProperty("provider", call.provider());
        json.writeStringProperty("dialect", call.dialect());
        json.writeStringProperty("endpoint", call.endpoint());
        json.writeStringProperty("path", Json.text(call.path()));
        json.writeNumberProperty("status", call.status());
        json.writeStringProperty("outcome", call.outcome());
        json.writeStringProperty("endReason", call.reason());
        string(json, "error", call.error());
        string(json, "requestedModel", call.requestedModel());
        string(json, "answeredModel", call.answeredModel());
        json.writeBooleanProperty("stream", call.stream());
        string(json, "stop", call.stop());
        string(json, "stopWord", call.stopWord());
        json.writeNumberProperty("durationMs", call.micros() / 1_000.0);
        Long first = call.firstTokenMicros();
        if (first == null) {
            json.writeNullProperty("firstTokenMs");
        } else {
            json.writeNumberProperty("firstTokenMs", first / 1_000.0);
        }
        json.writeNumberProperty("requestBytes", call.requestBytes());
        json.writeNumberProperty("responseBytes", call.responseBytes());
    }

    private static void caller(JsonGenerator json, DerivedExchange.Caller caller) {
        json.writeObjectPropertyStart("caller");
        string(json, "client", caller.client());
        string(json, "clientVersion", caller.clientVersion());
        string(json, "user", caller.user());
        string(json, "team", caller.team());
        string(json, "repo", caller.repo());
        string(json, "branch", caller.branch());
        json.writeArrayPropertyStart("tags");
        caller.tags().forEach(tag -> json.writeString(Json.text(tag.toString())));
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Null where it went through none. */
    private static void gateway(JsonGenerator json, DerivedExchange.Gateway gateway) {
        if (gateway.equals(DerivedExchange.Gateway.NONE)) {
            json.writeNullProperty("gateway");
            return;
        }
        json.writeObjectPropertyStart("gateway");
        string(json, "route", gateway.route());
        string(json, "key", gateway.key());
        string(json, "token", gateway.token());
        json.writeArrayPropertyStart("rulings");
        for (DerivedExchange.Ruling ruling : gateway.rulings()) {
            json.writeStartObject();
            json.writeStringProperty("rule", Json.text(ruling.rule()));
            json.writeStringProperty("effect", ruling.effect().word());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void place(JsonGenerator json, DerivedExchange.Place place) {
        json.writeObjectPropertyStart("place");
        json.writeStringProperty("session", place.session());
        json.writeStringProperty("source", place.source());
        json.writeBooleanProperty("inferred", place.inferred());
        json.writeStringProperty("thread", Json.text(place.thread()));
        json.writeNumberProperty("turn", place.turn());
        json.writeNumberProperty("step", place.step());
        json.writeStringProperty("kind", place.kind());
        json.writeEndObject();
    }

    /** Only units that were stated. */
    private static void usage(JsonGenerator json, Map<Unit, Long> counts) {
        json.writeObjectPropertyStart("usage");
        if (!counts.isEmpty()) {
            new EnumMap<>(counts)
                    .forEach((unit, count) -> json.writeNumberProperty(unit.word(), count));
        }
        json.writeEndObject();
    }

    static void session(JsonGenerator json, SessionSummary session) {
        json.writeStartObject();
        json.writeStringProperty("id", session.id());
        json.writeStringProperty("source", session.source());
        json.writeBooleanProperty("inferred", session.inferred());
        string(json, "client", session.client());
        string(json, "title", session.title());
        json.writeStringProperty("startedAt", ExchangeJson.time(session.startedAt()));
        json.writeStringProperty("endedAt", ExchangeJson.time(session.endedAt()));
        json.writeNumberProperty("turns", session.turns());
        sums(json, session.sums());
        json.writeEndObject();
    }

    static void row(JsonGenerator json, StatsQuery query, StatsQuery.Row row) {
        json.writeStartObject();
        json.writeObjectPropertyStart("key");
        for (int i = 0; i < query.by().size(); i++) {
            string(json, query.by().get(i).word(), row.key().get(i));
        }
        json.writeEndObject();
        sums(json, row.sums());
        json.writeEndObject();
    }

    private static void sums(JsonGenerator json, Sums sums) {
        json.writeNumberProperty("exchanges", sums.exchanges());
        json.writeNumberProperty("errors", sums.errors());
        json.writeNumberProperty("inputTokens", sums.input());
        json.writeNumberProperty("cacheReadTokens", sums.cacheRead());
        json.writeNumberProperty("cacheWriteTokens", sums.cacheWrite());
        json.writeNumberProperty("outputTokens", sums.output());
        json.writeNumberProperty("reasoningTokens", sums.reasoning());
        dollars(json, "usd", sums.nanos());
        dollars(json, "cacheSavedUsd", sums.savedNanos());
        json.writeNumberProperty("unpriced", sums.unpriced());
        json.writeNumberProperty("durationMs", sums.micros() / 1_000.0);
    }

    static void dollars(JsonGenerator json, String name, @Nullable Long nanos) {
        if (nanos == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(
                    name, Cost.dollars(nanos).stripTrailingZeros().toPlainString());
        }
    }

    private static void string(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, Json.text(value));
        }
    }
}
