package dev.weir.gateway.main;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The table of keys, the JSON Schema, the page and the example say the same. */
class ConfigurationDocumentsTest {

    private static final Path DOCS = Path.of(System.getProperty("weir.root"), "docs");

    @Test
    void theSchemaHasExactlyTheKeys() throws IOException {
        List<String> inSchema = new ArrayList<>();
        collect(schema(), "", inSchema);
        assertThat(inSchema)
                .containsExactlyInAnyOrderElementsOf(
                        List.of(ConfigurationKey.values()).stream()
                                .map(ConfigurationKey::path)
                                .toList());
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaSaysWhatTheKeySays(ConfigurationKey key) throws IOException {
        JsonNode leaf = leaf(key.path());
        assertThat(leaf.path("description").asString("")).isEqualTo(key.meaning());
        String standard = key.standard();
        JsonNode given = leaf.path("default");
        String text =
                given.isString()
                        ? given.asString()
                        : given.isMissingNode() ? null : given.toString();
        assertThat(text).isEqualTo(standard);
        if (!key.kind().words().isEmpty() && leaf.has("enum")) {
            List<String> words = new ArrayList<>();
            leaf.path("enum").forEach(word -> words.add(word.asString("")));
            assertThat(words).isEqualTo(key.kind().words());
        }
    }

    @Test
    void thePatternsOfTheSchemaTakeWhatTheReaderTakes() throws IOException {
        assertThat(leaf("timeouts.connect").path("pattern").asString("")).isEqualTo(Units.DURATION);
        assertThat(leaf("limits.request_body").path("pattern").asString("")).isEqualTo(Units.SIZE);
        String endpoint = leaf("listen").path("pattern").asString("");
        for (String each : List.of("127.0.0.1:4141", "[::1]:80", "localhost:0", "4141")) {
            assertThat(each).matches(endpoint);
            assertThat(Endpoint.parse(each)).isNotNull();
        }
        String mode = leaf("capture.mode").path("pattern").asString("");
        assertThat("preview(12)").matches(mode);
        assertThat("preview(0)").doesNotMatch(mode);
    }

    @Test
    void thePageHasOneRowAKeyWithDefaultAndMeaning() throws IOException {
        List<String> expected = new ArrayList<>();
        for (ConfigurationKey key : ConfigurationKey.values()) {
            String standard = key.standard();
            expected.add(
                    "| `"
                            + key.path().replace("*", "NAME")
                            + "` | "
                            + (standard == null ? "none" : "`" + standard + "`")
                            + " | "
                            + flag(key)
                            + " | "
                            + key.meaning()
                            + " |");
        }
        List<String> rows =
                Files.readAllLines(DOCS.resolve("configuration.md")).stream()
                        .filter(line -> line.startsWith("| `"))
                        .toList();
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void theExampleIsReadAndHasTheDefaults() throws Exception {
        Path example = DOCS.resolve("weir.example.yaml");
        Configuration read = new ConfigurationReader(Map.of()).file(example).read();
        Configuration standard = new ConfigurationReader(Map.of()).read();
        assertThat(read.timeouts()).isEqualTo(standard.timeouts());
        assertThat(read.limits()).isEqualTo(standard.limits());
        assertThat(read.capture()).isEqualTo(standard.capture());
        assertThat(read.listen()).isEqualTo(standard.listen());
        assertThat(read.console()).isEqualTo(standard.console());
        String text = Files.readString(example);
        for (ConfigurationKey key : ConfigurationKey.values()) {
            assertThat(text).contains(key.meaning());
        }
    }

    private static String flag(ConfigurationKey key) {
        return switch (key) {
            case LISTEN, CONSOLE, DATA -> "`--" + key.path() + "`";
            case PRICES_OVERRIDES, OTEL_HEADERS -> "in a file";
            case PROVIDER_URL -> "`--provider NAME=URL`";
            default -> "`--set`";
        };
    }

    private static void collect(JsonNode schema, String prefix, List<String> found) {
        for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
            String path = prefix + each.getKey();
            JsonNode inner =
                    each.getKey().equals("providers")
                            ? providers(each.getValue())
                            : each.getValue();
            if (inner.has("properties")) {
                assertThat(inner.path("additionalProperties").asBoolean(true)).isFalse();
                collect(inner, path + (each.getKey().equals("providers") ? ".*." : "."), found);
            } else {
                found.add(path);
            }
        }
    }

    private static JsonNode providers(JsonNode node) {
        return node.path("additionalProperties").path("anyOf").path(1);
    }

    private static JsonNode leaf(String path) throws IOException {
        JsonNode node = schema();
        for (String part : path.split("\\.")) {
            node = part.equals("*") ? providers(node) : node.path("properties").path(part);
        }
        assertThat(node.isMissingNode()).as(path).isFalse();
        return node;
    }

    private static JsonNode schema() throws IOException {
        try (@Nullable InputStream in =
                Configuration.class.getResourceAsStream("config.schema.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(in).readAllBytes());
        }
    }
}
