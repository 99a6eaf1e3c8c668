package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;
import dev.weir.gateway.console.ReadinessProbe.Readiness;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Holds the OpenAPI file to the route table and to what is really answered. */
class OpenApiTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static ConsoleFixture console;
    private static JsonNode api;

    @BeforeAll
    static void start() throws IOException {
        console = new ConsoleFixture();
        api = console.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void pathsMethodsAndParametersAreThoseOfTheRouteTable() {
        Set<String> templates = new TreeSet<>();
        for (Route route : console.server.routes()) {
            templates.add(route.template());
            JsonNode path = api.path("paths").path(route.template());
            Set<String> methods = new TreeSet<>();
            path.propertyNames()
                    .forEach(name -> methods.add(name.toUpperCase(java.util.Locale.ROOT)));
            assertThat(methods).as(route.template()).isEqualTo(new TreeSet<>(route.methods()));
            for (JsonNode operation : path) {
                Set<String> query = new TreeSet<>();
                Set<String> inPath = new TreeSet<>();
                for (JsonNode parameter : operation.path("parameters")) {
                    (parameter.path("in").asString().equals("query") ? query : inPath)
                            .add(parameter.path("name").asString());
                }
                assertThat(query).as(route.template()).isEqualTo(new TreeSet<>(route.parameters()));
                assertThat(inPath)
                        .isEqualTo(route.template().contains(Route.ID) ? Set.of("id") : Set.of());
            }
        }
        assertThat(new TreeSet<>(api.path("paths").propertyNames())).isEqualTo(templates);
    }

    @Test
    void closedListsAreTheCodes() {
        assertThat(words("Item", "endReason"))
                .isEqualTo(Stream.of(EndReason.values()).map(EndReason::word).toList());
        assertThat(words("Item", "endPhase"))
                .isEqualTo(Stream.of(EndPhase.values()).map(EndPhase::word).toList());
        assertThat(words("Item", "outcome"))
                .isEqualTo(Stream.of(Outcome.values()).map(Outcome::word).toList());
        assertThat(words("Item", "dialect"))
                .isEqualTo(Stream.of(Dialect.values()).map(Dialect::word).toList());
        assertThat(words("Change", "kind"))
                .isEqualTo(Stream.of(Change.Kind.values()).map(Change.Kind::word).toList());
        assertThat(words("Ready", "status"))
                .isEqualTo(Stream.of(Readiness.values()).map(Readiness::word).toList());
        assertThat(strings(schema("Item").path("properties").path("losses").path("items")))
                .isEqualTo(Stream.of(Loss.values()).map(Loss::word).toList());
        assertThat(strings(schema("Error").at("/properties/error/properties/code")))
                .isEqualTo(Stream.of(ConsoleError.values()).map(ConsoleError::word).toList());
    }

    private static List<String> words(String schema, String property) {
        return strings(schema(schema).path("properties").path(property));
    }

    private static List<String> strings(JsonNode schema) {
        List<String> words = new ArrayList<>();
        schema.path("enum").forEach(word -> words.add(word.asString()));
        return words;
    }

    private static JsonNode schema(String name) {
        return api.path("components").path("schemas").path(name);
    }

    @Test
    void realAnswersFitTheirSchemas() throws Exception {
        Samples.Wish full = new Samples.Wish();
        full.tags = List.of(new Tag("team", "x"));
        full.losses = Set.of(Loss.CRASH);
        Exchange whole = console.put(full);
        Samples.Wish none = new Samples.Wish();
        none.status = 0;
        none.model = null;
        Exchange refused = console.put(none, new byte[] {(byte) 0xFF}, new byte[0]);
        console.archive.chunks(whole.id(), Side.RESPONSE, List.of(new Chunk(5_000, 2)));

        fits("Page", console.get("/api/v1/exchanges").json());
        fits("Page", console.get("/api/v1/exchanges?limit=1").json());
        fits("Detail", console.get("/api/v1/exchanges/" + whole.id()).json());
        fits("Detail", console.get("/api/v1/exchanges/" + refused.id()).json());
        fits("Chunks", console.get("/api/v1/exchanges/" + whole.id() + "/response/chunks").json());
        console.get("/api/v1/export")
                .text()
                .lines()
                .forEach(line -> fits("ExportLine", JSON.readTree(line)));
        fits(
                "ImportReport",
                Wire.post(console.port, "/api/v1/import?format=jsonl", "{}\n{}").json());
        fits("Derived", console.get("/api/v1/exchanges/" + FakeDerived.ID + "/derived").json());
        fits("DerivedPage", console.get("/api/v1/search?q=model:claude-*").json());
        fits("SessionPage", console.get("/api/v1/sessions").json());
        fits("Session", console.get("/api/v1/sessions/" + FakeDerived.SESSION).json());
        fits(
                "DerivedPage",
                console.get("/api/v1/sessions/" + FakeDerived.SESSION + "/exchanges").json());
        fits("Turn", console.get("/api/v1/exchanges/" + whole.id() + "/turn").json());
        fits("TurnPage", console.get("/api/v1/turns?session=" + FakeDerived.SESSION).json());
        fits("TurnPage", console.get("/api/v1/sessions/" + FakeDerived.SESSION + "/turns").json());
        fits("Stats", console.get("/api/v1/stats?by=day,model").json());
        String pair = "?a=" + whole.id() + "&b=" + refused.id();
        fits("Difference", console.get("/api/v1/diff" + pair).json());
        fits("Difference", console.get("/api/v1/diff" + pair + "&what=both").json());
        Exchange asked = console.put(new Samples.Wish(), asked("slow", 1), asked("", 1));
        Exchange other = console.put(new Samples.Wish(), asked("quick", 2), asked("", 2));
        pair = "?a=" + asked.id() + "&b=" + other.id();
        fits("Difference", console.get("/api/v1/diff" + pair + "&what=both").json());
        fits("Upkeep", console.get("/api/v1/derive").json());
        fits("Upkeep", Wire.post(console.port, "/api/v1/reprice", "").json());
        assertThat(
                        ConsoleFixture.soon(
                                () -> {
                                    JsonNode job = upkeep();
                                    fits("Upkeep", job);
                                    return job.path("state").asString().equals("done");
                                }))
                .isTrue();
        fits("Info", console.get("/api/v1/info").json());
        fits("Info", console.get("/").json());
        fits("Live", console.get("/livez").json());
        fits("Ready", console.get("/readyz").json());
        fits("Error", console.get("/api/v1/exchanges?x=1").json());
        fits("Error", console.get("/nothing").json());
        fits("Error", console.get("/", "Origin: null").json());
    }

    private static byte[] asked(String word, int number) {
        return ConsoleFixture.bytes(
                """
                {"model":"m","messages":[{"role":"user","content":"a %s fox"}],"x":{"n":%s}}"""
                        .formatted(word, number));
    }

    private static JsonNode upkeep() {
        try {
            return console.get("/api/v1/derive").json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theGuideForPeopleNamesEveryPathParameterAndError() throws IOException {
        String guide =
                Files.readString(Path.of(System.getProperty("weir.root", ".."), "docs", "api.md"));
        for (Route route : console.server.routes()) {
            if (route.template().startsWith("/api/")) {
                String path =
                        route.template()
                                .replaceFirst("(.*/response/(body|chunks))", "…/response/$2");
                assertThat(guide).contains("`" + path + "`");
            }
            route.parameters().forEach(name -> assertThat(guide).contains(name));
        }
        for (ConsoleError error : ConsoleError.values()) {
            assertThat(guide).contains("`" + error.word() + "`");
        }
        JsonNode item = schema("Item").path("properties");
        item.propertyNames().forEach(name -> assertThat(guide).contains("`" + name + "`"));
    }

    @Test
    void theCheckerFindsWhatDoesNotFit() {
        List<String> faults = new ArrayList<>();
        check(schema("Live"), JSON.readTree("{\"status\":\"ok\",\"more\":1}"), "", faults);
        check(schema("Live"), JSON.readTree("{}"), "", faults);
        check(schema("Live"), JSON.readTree("{\"status\":\"no\"}"), "", faults);
        check(schema("Live"), JSON.readTree("[]"), "", faults);
        assertThat(faults).hasSize(4);
    }

    private static void fits(String schema, JsonNode value) {
        List<String> faults = new ArrayList<>();
        check(schema(schema), value, "$", faults);
        assertThat(faults).as(value.toString()).isEmpty();
    }

    /** As much of JSON Schema as the file uses. */
    private static void check(JsonNode schema, JsonNode value, String at, List<String> faults) {
        if (schema.has("$ref")) {
            String ref = schema.path("$ref").asString();
            check(schema(ref.substring(ref.lastIndexOf('/') + 1)), value, at, faults);
            return;
        }
        if (schema.has("anyOf")) {
            boolean fits = false;
            for (JsonNode choice : schema.path("anyOf")) {
                List<String> inner = new ArrayList<>();
                check(choice, value, at, inner);
                fits |= inner.isEmpty();
            }
            if (!fits) {
                faults.add(at + " fits no choice");
            }
            return;
        }
        String type = type(value);
        Set<String> types = new TreeSet<>();
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(name -> types.add(name.asString()));
        } else {
            types.add(schema.path("type").asString());
        }
        if (!types.contains(type) && !(type.equals("integer") && types.contains("number"))) {
            faults.add(at + " is a " + type + ", expected " + types);
            return;
        }
        if (schema.has("enum") && !strings(schema).contains(value.asString())) {
            faults.add(at + " is " + value);
        }
        if (value.isObject()) {
            for (JsonNode name : schema.path("required")) {
                if (!value.has(name.asString())) {
                    faults.add(at + " lacks " + name);
                }
            }
            for (String name : value.propertyNames()) {
                JsonNode property = schema.path("properties").path(name);
                if (property.isMissingNode() && schema.path("additionalProperties").isObject()) {
                    property = schema.path("additionalProperties");
                }
                if (property.isMissingNode()) {
                    faults.add(at + " has " + name);
                } else {
                    check(property, value.path(name), at + "." + name, faults);
                }
            }
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            check(schema.path("items"), value.path(i), at + "[" + i + "]", faults);
        }
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> "nothing";
        };
    }
}
