package dev.weir.core.pricing;

import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a price table: JSON Lines in UTF-8, of three kinds. A member that is not listed here is a
 * fault, so that an older Weir never misreads a newer table. One line is one object without spaces.
 *
 * <pre>{@code
 * {"format":"weir-prices/1","version":"2026-09-23.1f2e3d4c","sources":[{"id":…,"date":…,"licence":…}]}
 * {"provider":"azure","names":["azure-openai"],"hosts":["*.openai.azure.com"],"fallback":["openai"]}
 * {"of":"azure","model":"o1","match":["o1","o1-2024-*"],"prices":[…],"source":"genai-prices"}
 * }</pre>
 *
 * <p>The header comes first, and each provider is followed by its models. {@code match} holds
 * {@link Glob}s, and exceptions that begin with {@code !}; without it the model's word is meant.
 * The first model that fits a name counts. {@code hosts} with a slash are compared with host and
 * path.
 *
 * <p>{@code prices} are {@link Rates}: a price by unit, in US dollars for {@link Unit#per()} of it,
 * as a number or as an array {@code [base, above, price, above, price, …]} of cliffs; {@code from}
 * a date, {@code window} two times of day in UTC. The last that hold at a moment count. {@code
 * factors} give, by tier or speed, a number for all tokens or an object of units. {@code context},
 * {@code output} and {@code deprecated} are facts about the model.
 */
final class PriceTableReader {

    static final String FORMAT = "weir-prices/1";

    private static final JsonFactory JSON = new JsonFactory();

    private static final Map<String, Unit> UNITS = new HashMap<>();

    static {
        for (Unit unit : Unit.values()) {
            UNITS.put(unit.word(), unit);
        }
    }

    private static final String MODEL = "{\"of\":";

    /** One character a byte: the lines are cut here, and decoded by the JSON reader. */
    private final String text;

    private final Map<String, ProviderPrices> providers = new LinkedHashMap<>();
    private final List<PriceTable.Source> sources = new ArrayList<>();
    private @Nullable String version;
    private int line = 1;

    PriceTableReader(byte[] table) {
        this.text = new String(table, StandardCharsets.ISO_8859_1);
    }

    /** Reads the header and the providers, and where each one's models are. */
    PriceTable read() {
        int at = 0;
        while (at < text.length()) {
            int end = endOfLine(at);
            int next = end;
            while (text.startsWith(MODEL, next)) {
                next = endOfLine(next);
                line++;
            }
            entry(at, end, next);
            line++;
            at = next;
        }
        if (version == null) {
            throw fault("there is no header");
        }
        return new PriceTable(version, sources, providers);
    }

    private int endOfLine(int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    private interface Entry {
        void read(JsonParser parser);
    }

    /** Reads one object that fills a piece of the text. */
    private void object(int from, int to, Entry entry) {
        byte[] bytes = text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                expect(token, JsonToken.START_OBJECT);
                entry.read(parser);
                token = parser.nextToken();
            }
        } catch (JacksonException | DateTimeParseException e) {
            throw fault("not JSON as expected: " + e.getClass().getSimpleName());
        }
    }

    private void entry(int from, int to, int models) {
        object(
                from,
                to,
                parser -> {
                    String kind = parser.nextToken() == null ? "" : parser.currentName();
                    parser.nextToken();
                    switch (kind == null ? "" : kind) {
                        case "format" -> {
                            if (models > to) {
                                throw fault("a model is before its provider");
                            }
                            header(parser);
                        }
                        case "provider" -> provider(parser, to, models);
                        default -> throw fault("expected format or provider, not '" + kind + "'");
                    }
                });
    }

    private ModelIndex models(String provider, int from, int to) {
        ModelIndex index = new ModelIndex();
        object(
                from,
                to,
                parser -> {
                    parser.nextToken();
                    parser.nextToken();
                    if (!provider.equals(parser.getString())) {
                        throw fault("a model of '" + provider + "' is of " + parser.getString());
                    }
                    model(provider, parser, index);
                });
        return index;
    }

    private void header(JsonParser parser) {
        if (!parser.getString().equals(FORMAT)) {
            throw fault("the format is '" + parser.getString() + "', not " + FORMAT);
        }
        while (next(parser) != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = next(parser);
            switch (name) {
                case "version" -> version = parser.getString();
                case "sources" -> {
                    expect(value, JsonToken.START_ARRAY);
                    while (next(parser) != JsonToken.END_ARRAY) {
                        sources.add(source(parser));
                    }
                }
                default -> throw unknown(name);
            }
        }
    }

    private PriceTable.Source source(JsonParser parser) {
        Map<String, String> members = new HashMap<>();
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        while (next(parser) != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            next(parser);
            members.put(name, parser.getString());
        }
        return new PriceTable.Source(
                members.getOrDefault("id", ""),
                members.getOrDefault("date", ""),
                members.getOrDefault("licence", ""));
    }

    private void provider(JsonParser parser, int from, int to) {
        String id = parser.getString();
        List<String> names = List.of();
        List<String> hosts = List.of();
        List<String> fallback = List.of();
        while (next(parser) != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            next(parser);
            switch (name) {
                case "names" -> names = strings(parser);
                case "hosts" -> hosts = strings(parser);
                case "fallback" -> fallback = strings(parser);
                default -> throw unknown(name);
            }
        }
        ProviderPrices provider =
                new ProviderPrices(id, names, hosts, fallback, () -> models(id, from, to));
        if (providers.put(id, provider) != null) {
            throw fault("provider '" + id + "' is there twice");
        }
    }

    private void model(String provider, JsonParser parser, ModelIndex index) {
        String id = "";
        List<String> match = List.of();
        List<Rates> rates = new ArrayList<>();
        Map<String, Map<Unit, BigDecimal>> factors = new HashMap<>();
        Long context = null;
        Long output = null;
        boolean deprecated = false;
        String source = "";
        while (next(parser) != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = next(parser);
            switch (name) {
                case "model" -> id = parser.getString();
                case "match" -> match = strings(parser);
                case "prices" -> {
                    expect(value, JsonToken.START_ARRAY);
                    while (next(parser) != JsonToken.END_ARRAY) {
                        rates.add(rates(parser));
                    }
                }
                case "factors" -> {
                    expect(value, JsonToken.START_OBJECT);
                    while (next(parser) != JsonToken.END_OBJECT) {
                        String tier = parser.currentName();
                        factors.put(tier, factors(parser, next(parser)));
                    }
                }
                case "context" -> context = parser.getLongValue();
                case "output" -> output = parser.getLongValue();
                case "deprecated" -> deprecated = value == JsonToken.VALUE_TRUE;
                case "source" -> source = parser.getString();
                default -> throw unknown(name);
            }
        }
        if (id.isEmpty() || rates.isEmpty()) {
            throw fault("a model of " + provider + " needs a word and prices");
        }
        index.add(
                new ModelPrices(provider, id, rates, factors, context, output, deprecated, source),
                match.isEmpty() ? List.of(id) : match);
    }

    private Rates rates(JsonParser parser) {
        LocalDate from = null;
        Rates.Window window = null;
        Map<Unit, Rate> prices = new EnumMap<>(Unit.class);
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        while (next(parser) != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = next(parser);
            if (name.equals("from")) {
                from = LocalDate.parse(parser.getString());
            } else if (name.equals("window")) {
                List<String> times = strings(parser);
                if (times.size() != 2) {
                    throw fault("expected two times in window");
                }
                window =
                        new Rates.Window(
                                LocalTime.parse(times.getFirst()),
                                LocalTime.parse(times.getLast()));
            } else {
                prices.put(unit(name), rate(parser, value));
            }
        }
        return new Rates(from, window, prices);
    }

    private Rate rate(JsonParser parser, JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            return Rate.flat(positive(parser));
        }
        next(parser);
        BigDecimal base = positive(parser);
        List<Rate.Cliff> cliffs = new ArrayList<>();
        while (next(parser) != JsonToken.END_ARRAY) {
            long above = parser.getLongValue();
            next(parser);
            cliffs.add(new Rate.Cliff(above, positive(parser)));
        }
        try {
            return new Rate(base, cliffs);
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    private Map<Unit, BigDecimal> factors(JsonParser parser, JsonToken value) {
        Map<Unit, BigDecimal> byUnit = new EnumMap<>(Unit.class);
        if (value != JsonToken.START_OBJECT) {
            byUnit.put(Unit.INPUT_TOKENS, positive(parser));
            byUnit.put(Unit.OUTPUT_TOKENS, positive(parser));
            return byUnit;
        }
        while (next(parser) != JsonToken.END_OBJECT) {
            expect(parser.currentToken(), JsonToken.PROPERTY_NAME);
            Unit unit = unit(parser.currentName());
            next(parser);
            byUnit.put(unit, positive(parser));
        }
        return byUnit;
    }

    private BigDecimal positive(JsonParser parser) {
        BigDecimal number = parser.getDecimalValue();
        if (number.signum() < 0) {
            throw fault("a price or factor is negative: " + number);
        }
        return number;
    }

    private Unit unit(String word) {
        Unit unit = UNITS.get(word);
        if (unit == null) {
            throw fault("there is no unit '" + word + "'");
        }
        return unit;
    }

    private List<String> strings(JsonParser parser) {
        expect(parser.currentToken(), JsonToken.START_ARRAY);
        List<String> all = new ArrayList<>();
        while (next(parser) != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_STRING);
            all.add(parser.getString());
        }
        return all;
    }

    private JsonToken next(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw fault("it ends too early");
        }
        return token;
    }

    private void expect(@Nullable JsonToken found, JsonToken expected) {
        if (found != expected) {
            throw fault("expected " + expected + ", not " + found);
        }
    }

    private PriceTable.MalformedTableException unknown(String member) {
        return fault("there is no member '" + member + "'");
    }

    private PriceTable.MalformedTableException fault(String fault) {
        return new PriceTable.MalformedTableException(line, fault);
    }
}
