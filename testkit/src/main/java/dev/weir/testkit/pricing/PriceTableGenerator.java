package dev.weir.testkit.pricing;

import dev.weir.core.pricing.Match;
import dev.weir.core.pricing.PriceTable;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the price table from its sources: genai-prices first, LiteLLM for models it lacks and for
 * the factors of tiers, models.dev for what is then still missing and for facts about models. The
 * same sources give the same table, byte for byte.
 *
 * <p>The main method takes the directory of the sources and the file to write.
 */
public final class PriceTableGenerator {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build();

    /** A row of SOURCE.md: file, what, origin, date, licence. */
    private static final Pattern ROW =
            Pattern.compile(
                    "^\\| `([^`]+)` \\|.*\\| (\\d{4}-\\d\\d-\\d\\d) \\| ([^|]+) \\|$",
                    Pattern.MULTILINE);

    /**
     * Half price for batches is Anthropic's published rule for all its models; no source has it.
     */
    private static final Map<String, BigDecimal> ANTHROPIC_BATCH =
            Factors.all(new BigDecimal("0.5"));

    private static final Instant LATEST = Instant.parse("9999-12-31T12:00:00Z");

    private final Path sources;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, Draft> byWord = new HashMap<>();

    private PriceTableGenerator(Path sources) {
        this.sources = sources;
    }

    /** Writes the table: {@code SOURCES TARGET}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(
                    "expected two arguments: the directory of the sources, the file to write");
        }
        Files.writeString(Path.of(arguments[1]), generate(Path.of(arguments[0])));
    }

    /** The table as text, from the sources in a directory. */
    public static String generate(Path sources) throws IOException {
        return new PriceTableGenerator(sources).table();
    }

    private String table() throws IOException {
        primary();
        PriceTable first = read(text(""));
        secondary(first);
        last(first);
        for (Draft draft : drafts) {
            if (draft.provider.equals("anthropic")) {
                draft.factors.putIfAbsent("batch", ANTHROPIC_BATCH);
            }
        }
        String body = body();
        String table = text(hash(body));
        read(table);
        return table;
    }

    private void primary() throws IOException {
        Primary reader = new Primary(json("genai-prices-units.json"));
        Map<String, List<Draft>> byProvider = new LinkedHashMap<>();
        for (JsonNode provider : json("genai-prices.json")) {
            byProvider.put(provider.path("id").asString(""), reader.models(provider));
        }
        for (Biller biller : Biller.ALL) {
            List<Draft> models = byProvider.remove(biller.id());
            (models == null ? List.<Draft>of() : models).forEach(this::add);
        }
        if (!byProvider.isEmpty()) {
            throw new IllegalStateException(
                    "providers that are new in the source, and need a line in Biller: "
                            + byProvider.keySet());
        }
    }

    private void secondary(PriceTable first) throws IOException {
        JsonNode models = json("litellm-model-prices.json");
        for (Biller biller : Biller.ALL) {
            for (String word : biller.litellm()) {
                Map<String, JsonNode> named = new TreeMap<>();
                for (Map.Entry<String, JsonNode> each : models.properties()) {
                    if (each.getValue().path("litellm_provider").asString("").equals(word)) {
                        String name = Litellm.name(each.getKey(), word);
                        if (!name.isEmpty() && name.matches("[^*#! ]+")) {
                            named.putIfAbsent(name.toLowerCase(Locale.ROOT), each.getValue());
                        }
                    }
                }
                // The model's own word before others that fit it, since the first fact stays.
                named.forEach((name, model) -> fromLitellm(first, biller, name, model, true));
                named.forEach((name, model) -> fromLitellm(first, biller, name, model, false));
            }
        }
    }

    private void fromLitellm(
            PriceTable first, Biller biller, String name, JsonNode model, boolean own) {
        Draft draft = byWord.get(word(biller.id(), name));
        if (own != (draft != null)) {
            return;
        }
        if (draft == null) {
            Match match = first.find(biller.id(), "", name, LATEST);
            if (match instanceof Match.Found found) {
                draft = byWord.get(word(found.model().provider(), found.model().id()));
                if (draft == null || !found.model().provider().equals(biller.id())) {
                    return;
                }
            } else {
                Map<String, Object> prices = Litellm.prices(model);
                if (prices.isEmpty()) {
                    return;
                }
                draft = new Draft(biller.id(), name, List.of(name), Litellm.SOURCE);
                draft.prices.add(prices);
                add(draft);
            }
        }
        Factors.add(draft, model);
        if (own) {
            // Sound costs many times what text costs, and an hour of cache more than minutes of it.
            Map<String, Object> prices = Litellm.prices(model);
            draft.fill(Litellm.SOURCE, prices, "input_tokens", List.of("input_audio_tokens"));
            draft.fill(Litellm.SOURCE, prices, "output_tokens", List.of("output_audio_tokens"));
            draft.fill(
                    Litellm.SOURCE, prices, "cache_write_tokens", List.of("cache_write_1h_tokens"));
        }
        draft.context = first(draft.context, model.path("max_input_tokens"));
        draft.output = first(draft.output, model.path("max_output_tokens"));
    }

    private void last(PriceTable first) throws IOException {
        JsonNode providers = json("models-dev-api.json");
        for (Biller biller : Biller.ALL) {
            for (String word : biller.modelsDev()) {
                JsonNode models = providers.path(word).path("models");
                for (String key : new TreeSet<>(models.propertyNames())) {
                    fromModelsDev(first, biller, key.toLowerCase(Locale.ROOT), models.path(key));
                }
            }
        }
    }

    private void fromModelsDev(PriceTable first, Biller biller, String name, JsonNode model) {
        Draft draft = byWord.get(word(biller.id(), name));
        if (draft == null) {
            Map<String, Object> prices = ModelsDev.prices(model);
            boolean known = first.find(biller.id(), "", name, LATEST) instanceof Match.Found;
            if (known || prices.isEmpty() || !name.matches("[^*#! ]+")) {
                return;
            }
            draft = new Draft(biller.id(), name, List.of(name), ModelsDev.SOURCE);
            draft.prices.add(prices);
            add(draft);
        }
        draft.context = first(draft.context, model.path("limit").path("context"));
        draft.output = first(draft.output, model.path("limit").path("output"));
        draft.deprecated |= model.path("status").asString("").equals("deprecated");
    }

    private static @Nullable Long first(@Nullable Long known, JsonNode found) {
        return known != null || found.asLong(0) < 1 ? known : Long.valueOf(found.asLong(0));
    }

    private void add(Draft draft) {
        drafts.add(draft);
        byWord.putIfAbsent(word(draft.provider, draft.id.toLowerCase(Locale.ROOT)), draft);
        byWord.putIfAbsent(word(draft.provider, draft.id), draft);
    }

    private static String word(String provider, String model) {
        return provider + '\n' + model;
    }

    private JsonNode json(String file) throws IOException {
        return JSON.readTree(Files.readString(sources.resolve(file)));
    }

    private static PriceTable read(String table) throws IOException {
        return PriceTable.read(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
    }

    private String text(String hash) throws IOException {
        List<Map<String, Object>> from = new ArrayList<>();
        String newest = "";
        Matcher row = ROW.matcher(Files.readString(sources.resolve("SOURCE.md")));
        while (row.find()) {
            Map<String, Object> source = new LinkedHashMap<>();
            source.put("id", name(row.group(1)));
            source.put("date", row.group(2));
            source.put("licence", row.group(3).strip());
            from.add(source);
            newest = row.group(2).compareTo(newest) > 0 ? row.group(2) : newest;
        }
        if (from.isEmpty()) {
            throw new IllegalStateException("SOURCE.md has no rows of files");
        }
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("format", "weir-prices/1");
        header.put("version", newest + "." + hash);
        header.put("sources", from);
        return JSON.writeValueAsString(header) + "\n" + body();
    }

    private static String name(String file) {
        return switch (file) {
            case "genai-prices.json" -> Primary.SOURCE;
            case "litellm-model-prices.json" -> Litellm.SOURCE;
            case "models-dev-api.json" -> ModelsDev.SOURCE;
            default -> file.replace(".json", "");
        };
    }

    private String body() throws IOException {
        Map<String, List<String>> fallbacks = new HashMap<>();
        for (JsonNode provider : json("genai-prices.json")) {
            List<String> names = new ArrayList<>();
            provider.path("fallback_model_providers").forEach(n -> names.add(n.asString("")));
            fallbacks.put(provider.path("id").asString(""), names);
        }
        StringBuilder text = new StringBuilder();
        for (Biller biller : Biller.ALL) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("provider", biller.id());
            line.put("names", biller.names());
            line.put("hosts", biller.hosts());
            List<String> fallback = fallbacks.getOrDefault(biller.id(), List.of());
            if (!fallback.isEmpty()) {
                line.put("fallback", fallback);
            }
            text.append(JSON.writeValueAsString(line)).append('\n');
            for (Draft draft : drafts) {
                if (draft.provider.equals(biller.id())) {
                    text.append(JSON.writeValueAsString(draft.line())).append('\n');
                }
            }
        }
        return text.toString();
    }

    private static String hash(String body) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
