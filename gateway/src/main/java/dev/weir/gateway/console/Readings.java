package dev.weir.gateway.console;

import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.derived.KnownValue;
import dev.weir.core.derived.SessionPage;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.search.Completions;
import dev.weir.core.search.Field;
import dev.weir.core.search.QueryError;
import dev.weir.core.search.QueryParser;
import dev.weir.core.search.SearchQuery;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** What the archive means: search, sessions, sums. */
final class Readings {

    private static final int DEFAULT_ROWS = 100;

    private final Derived derived;
    private final LongSupplier clock;
    private final Settling settling;

    Readings(Derived derived, LongSupplier clock, Settling settling) {
        this.derived = derived;
        this.clock = clock;
        this.settling = settling;
    }

    void one(Call call, Route.Asked asked) throws IOException, InterruptedException {
        settling.all();
        var row =
                derived.find(asked.id())
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                ConsoleError.EXCHANGE_NOT_FOUND,
                                                "there is no row of an exchange " + asked.id()));
        call.answer(200, Json.TYPE, Json.bytes(json -> DerivedJson.exchange(json, row)));
    }

    void search(Call call, Route.Asked asked) throws IOException, InterruptedException {
        SearchQuery query = query(asked.query().text("q"), clock);
        int limit = asked.query().limit();
        var cursor = asked.query().cursor();
        settling.all();
        page(call, derived.search(query, limit, cursor));
    }

    /**
     * Reads a query.
     *
     * @throws Refused where it cannot be read, with the place
     */
    static SearchQuery query(@Nullable String text, LongSupplier clock) {
        try {
            return QueryParser.parse(
                    text == null ? "" : text,
                    Instant.ofEpochMilli(clock.getAsLong()),
                    ZoneId.systemDefault());
        } catch (QueryError e) {
            String suggestion = e.suggestion();
            throw new Refused(
                    ConsoleError.BAD_REQUEST,
                    "q: "
                            + e.getMessage()
                            + " (characters "
                            + e.start()
                            + " to "
                            + e.end()
                            + (suggestion == null ? "" : "; try " + Parameters.shown(suggestion))
                            + ")",
                    new Refused.Place(e.start(), e.end(), suggestion));
        }
    }

    /** What may stand at a place of a query that is being written. */
    void completions(Call call, Route.Asked asked) throws IOException {
        String given = asked.query().text("q");
        String text = given == null ? "" : given;
        String place = asked.query().text("at");
        int at = text.length();
        if (place != null) {
            try {
                at = Integer.parseInt(place);
            } catch (NumberFormatException e) {
                at = -1;
            }
            if (at < 0 || at > text.length()) {
                throw Parameters.bad("at: expected an offset in q, 0 to " + text.length());
            }
        }
        Completions found = Completions.at(text, at);
        call.answer(
                200,
                Json.TYPE,
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeNumberProperty("start", found.start());
                            json.writeNumberProperty("end", found.end());
                            json.writeStringProperty("typed", Json.text(found.typed()));
                            Field field = found.field();
                            if (field == null) {
                                json.writeNullProperty("field");
                            } else {
                                json.writeStringProperty("field", field.word());
                            }
                            json.writeArrayPropertyStart("items");
                            for (Completions.Item item : found.items()) {
                                json.writeStartObject();
                                json.writeStringProperty("text", item.text());
                                json.writeStringProperty(
                                        "kind", item.kind().name().toLowerCase(Locale.ROOT));
                                json.writeStringProperty("meaning", item.meaning());
                                json.writeEndObject();
                            }
                            json.writeEndArray();
                            json.writeEndObject();
                        }));
    }

    /** Values on record for whoever is typing one. Nobody waits for what has just happened. */
    void values(Call call, Route.Asked asked) throws IOException {
        String word = asked.query().given("field");
        Field field =
                Arrays.stream(Field.values())
                        .filter(one -> one.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> Parameters.wrong("field", word, "a field of searches"));
        int limit = asked.query().number("limit", 1, KnownValue.MOST, KnownValue.MOST);
        List<KnownValue> found = derived.values(field, asked.query().given("prefix"), limit);
        byte[] body =
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeStringProperty("field", field.word());
                            json.writeArrayPropertyStart("items");
                            for (KnownValue one : found) {
                                value(json, field, one);
                            }
                            json.writeEndArray();
                            json.writeEndObject();
                        });
        call.answer(200, Json.TYPE, body);
    }

    private static void value(JsonGenerator json, Field field, KnownValue one) {
        String text = Completions.written(field, one.value());
        if (text == null) {
            return;
        }
        json.writeStartObject();
        json.writeStringProperty("text", Json.text(text));
        json.writeStringProperty("value", Json.text(one.value()));
        Long exchanges = one.exchanges();
        if (exchanges == null) {
            json.writeNullProperty("exchanges");
        } else {
            json.writeNumberProperty("exchanges", exchanges);
        }
        json.writeEndObject();
    }

    void sessions(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Parameters query = asked.query();
        SessionQuery which =
                new SessionQuery(
                        query.limit(),
                        query.text("cursor"),
                        query.text("client"),
                        query.time("since"),
                        query.time("until"));
        settling.all();
        SessionPage page;
        try {
            page = derived.sessions(which);
        } catch (IllegalArgumentException e) {
            throw Parameters.bad(String.valueOf(e.getMessage()));
        }
        byte[] body =
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeArrayPropertyStart("items");
                            page.items().forEach(session -> DerivedJson.session(json, session));
                            json.writeEndArray();
                            next(json, page.next());
                            json.writeEndObject();
                        });
        call.answer(200, Json.TYPE, body);
    }

    void session(Call call, Route.Asked asked) throws IOException, InterruptedException {
        SessionSummary session = settling.session(asked.idText());
        call.answer(200, Json.TYPE, Json.bytes(json -> DerivedJson.session(json, session)));
    }

    void exchanges(Call call, Route.Asked asked) throws IOException, InterruptedException {
        int limit = asked.query().limit();
        var cursor = asked.query().cursor();
        String session = settling.session(asked.idText()).id();
        page(call, derived.exchanges(session, limit, cursor));
    }

    void stats(Call call, Route.Asked asked) throws IOException, InterruptedException {
        StatsQuery query = statsQuery(asked.query());
        settling.all();
        List<StatsQuery.Row> rows;
        try {
            rows = derived.stats(query);
        } catch (IllegalArgumentException e) {
            throw new Refused(ConsoleError.FORBIDDEN, String.valueOf(e.getMessage()));
        }
        byte[] body =
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeArrayPropertyStart("by");
                            query.by().forEach(dimension -> json.writeString(dimension.word()));
                            json.writeEndArray();
                            json.writeArrayPropertyStart("items");
                            rows.forEach(row -> DerivedJson.row(json, query, row));
                            json.writeEndArray();
                            json.writeEndObject();
                        });
        call.answer(200, Json.TYPE, body);
    }

    private static StatsQuery statsQuery(Parameters parameters) {
        List<Dimension> by = new ArrayList<>();
        String words = parameters.text("by");
        for (String word : (words == null ? "model" : words).split(",", -1)) {
            Dimension dimension = Dimension.parse(word.strip());
            if (dimension == null) {
                throw Parameters.wrong(
                        "by",
                        word,
                        Arrays.stream(Dimension.values())
                                .map(Dimension::word)
                                .collect(Collectors.joining(", ")));
            }
            if (!by.contains(dimension)) {
                by.add(dimension);
            }
        }
        try {
            return new StatsQuery(
                    by,
                    day(parameters, "since"),
                    day(parameters, "until"),
                    rows(parameters.text("limit")));
        } catch (IllegalArgumentException e) {
            throw Parameters.bad("by: " + e.getMessage());
        }
    }

    private static int rows(@Nullable String text) {
        if (text == null) {
            return DEFAULT_ROWS;
        }
        int rows = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (rows < 1 || rows > StatsQuery.MOST_ROWS) {
            throw Parameters.wrong("limit", text, "a number from 1 to " + StatsQuery.MOST_ROWS);
        }
        return rows;
    }

    private static @Nullable LocalDate day(Parameters parameters, String name) {
        String text = parameters.text(name);
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw Parameters.wrong(name, text, "a day such as 2026-11-21 (UTC)");
        }
    }

    private static void page(Call call, DerivedPage page) throws IOException {
        byte[] body =
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeArrayPropertyStart("items");
                            page.items().forEach(row -> DerivedJson.exchange(json, row));
                            json.writeEndArray();
                            next(json, page.next() == null ? null : page.next().toString());
                            json.writeEndObject();
                        });
        call.answer(200, Json.TYPE, body);
    }

    private static void next(JsonGenerator json, @Nullable String next) {
        if (next == null) {
            json.writeNullProperty("next");
        } else {
            json.writeStringProperty("next", next);
        }
    }
}
