package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.audit.AuditFault;
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
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject;
import dev.weir.core.people.Role;
import dev.weir.core.redaction.Kind;
import dev.weir.core.rules.Policy;
import dev.weir.gateway.console.ReadinessProbe.Readiness;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Holds the OpenAPI file to the route table and to what is really answered. */
class OpenApiTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir static Path directory;
    private static ConsoleFixture console;
    private static ControlFixture control;
    private static JsonNode api;

    @BeforeAll
    static void start() throws Exception {
        console = new ConsoleFixture();
        control = new ControlFixture(directory);
        api = console.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        console.close();
        control.close();
    }

    /** The rows of the route table by template; people and rules have several rows for one. */
    private static Map<String, List<Route>> routes() {
        Map<String, List<Route>> routes = new TreeMap<>();
        for (Route route : control.server.routes()) {
            routes.computeIfAbsent(route.template(), _ -> new ArrayList<>()).add(route);
        }
        return routes;
    }

    @Test
    void pathsMethodsParametersAndRightsAreThoseOfTheRouteTable() {
        Map<String, List<Route>> routes = routes();
        assertThat(console.server.routes())
                .allSatisfy(route -> assertThat(routes).containsKey(route.template()));
        assertThat(new TreeSet<>(api.path("paths").propertyNames())).isEqualTo(routes.keySet());
        routes.forEach(
                (template, rows) -> {
                    JsonNode path = api.path("paths").path(template);
                    Set<String> methods = new TreeSet<>();
                    for (Route row : rows) {
                        for (String method : row.methods()) {
                            assertThat(methods.add(method)).as(method + " " + template).isTrue();
                            String name = method.toLowerCase(Locale.ROOT);
                            fitsRow(method + " " + template, row, path.path(name));
                        }
                    }
                    Set<String> described = new TreeSet<>();
                    path.propertyNames()
                            .forEach(name -> described.add(name.toUpperCase(Locale.ROOT)));
                    assertThat(described).as(template).isEqualTo(methods);
                });
    }

    private static void fitsRow(String what, Route row, JsonNode operation) {
        Set<String> query = new TreeSet<>();
        Set<String> inPath = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
            (parameter.path("in").asString().equals("query") ? query : inPath)
                    .add(parameter.path("name").asString());
        }
        assertThat(query).as(what).isEqualTo(new TreeSet<>(row.parameters()));
        assertThat(inPath)
                .as(what)
                .isEqualTo(row.template().contains(Route.ID) ? Set.of("id") : Set.of());
        assertThat(operation.path("x-weir-right").asString(""))
                .as(what)
                .isEqualTo(row.right().name().toLowerCase(Locale.ROOT));
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
        assertThat(strings(schema("RedactionKind")))
                .isEqualTo(
                        Stream.concat(
                                        Stream.of(Kind.Group.values()).map(Kind.Group::word),
                                        Stream.of(Kind.values()).map(Kind::word))
                                .toList());
        List<String> roles = Stream.of(Role.values()).map(Role::word).toList();
        assertThat(words("UserSpec", "role")).isEqualTo(roles);
        assertThat(words("Me", "role")).isEqualTo(roles);
        assertThat(words("PolicySpec", "mode"))
                .isEqualTo(Stream.of(Policy.Mode.values()).map(Policy.Mode::word).toList());
        assertThat(schema("Names").path("properties").propertyNames())
                .containsExactlyElementsOf(
                        Stream.of(Policy.Subject.values()).map(Policy.Subject::word).toList());
        assertThat(words("LimitSpec", "subject"))
                .isEqualTo(Stream.of(Subject.Kind.values()).map(Subject.Kind::word).toList());
        assertThat(words("LimitSpec", "quantity"))
                .isEqualTo(Stream.of(Quantity.values()).map(Quantity::word).toList());
        assertThat(words("LimitSpec", "mode"))
                .isEqualTo(Stream.of(LimitRule.Mode.values()).map(LimitRule.Mode::word).toList());
        assertThat(strings(schema("AuditReport").at("/properties/faults/items/properties/kind")))
                .isEqualTo(Stream.of(AuditFault.Kind.values()).map(AuditFault.Kind::word).toList());
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

    /** Documents that use every member there is, and the schema of what each says. */
    private static final List<Whole> WHOLE =
            List.of(
                    new Whole("teams", "TeamSpec", "t", "{}"),
                    new Whole(
                            "users",
                            "UserSpec",
                            "u@acme.example",
                            """
                            {"name": "U", "role": "auditor", "teams": ["x"], "disabled": true}
                            """),
                    new Whole(
                            "routes",
                            "RouteSpec",
                            "fast",
                            """
                            {"for": {"teams": ["x"], "users": ["y"]}, "dialects": ["anthropic"],
                             "default": true, "capture": "preview(100)",
                             "timeouts": {"first_byte": 10, "idle": 20},
                             "provider": "anthropic", "model": "m", "key": "k", "prefix": "/p",
                             "weight": 3, "fallbacks": [
                               {"provider": "openai", "model": "m", "key": "k", "prefix": "/p",
                                "weight": 1}]}
                            """),
                    new Whole(
                            "routes",
                            "RouteSpec",
                            "shared",
                            "{\"targets\": [{\"provider\": \"anthropic\"}]}"),
                    new Whole(
                            "redactions",
                            "RedactionSpec",
                            "r",
                            """
                            {"kinds": ["secrets", "email"], "except": ["high_entropy"],
                             "custom": [{"name": "staff", "pattern": "EMP-[0-9]{6}"}],
                             "apply": "forward_and_record", "mode": "warn",
                             "mark": "kind_and_hash"}
                            """),
                    new Whole(
                            "policies",
                            "PolicySpec",
                            "p",
                            """
                            {"mode": "warn", "for": {"teams": "x"}, "max_request_bytes": 9,
                             "allow": {"models": ["a*"], "providers": ["openai"], "paths": ["/v1"],
                                       "tools": ["t"], "hosts": ["h"]},
                             "deny": {"models": ["b"]}, "provider_storage": false,
                             "capture": "metadata", "redaction": "r"}
                            """),
                    new Whole(
                            "limits",
                            "LimitSpec",
                            "l",
                            """
                            {"subject": "team", "of": "x", "quantity": "spend", "amount": "2.5",
                             "per": "month", "zone": "Europe/Berlin", "soft": [50, 80],
                             "mode": "dry_run", "unpriced": "allow_counted", "strict": true}
                            """));

    private record Whole(String path, String schema, String name, String spec) {}

    @Test
    void realAnswersAboutPeopleAndRulesFitTheirSchemas() throws IOException {
        for (Whole whole : WHOLE) {
            String path = "/api/v1/" + whole.path();
            fits(whole.schema(), JSON.readTree(whole.spec()));
            JsonNode made =
                    fits(
                            "Document",
                            asOwner(
                                    "POST",
                                    path,
                                    "{\"name\":\""
                                            + whole.name()
                                            + "\",\"spec\":"
                                            + whole.spec()
                                            + "}"));
            assertThat(made.path("spec")).isEqualTo(JSON.readTree(whole.spec()));
            String one = path + "/" + made.path("id").asString();
            fits("Document", asOwner("GET", one, ""));
            fits("DocumentList", asOwner("GET", path, ""));
            fits("DocumentList", asOwner("GET", one + "/versions", ""));
        }
        fits("Document", asOwner("GET", "/api/v1/organisation", ""));
        fits("Invitation", asOwner("POST", "/api/v1/users/u@acme.example/invite", ""));
        fits("Done", asOwner("DELETE", "/api/v1/users/u@acme.example", ""));
    }

    @Test
    void realAnswersAboutTokensKeysAndTheAuditLogFitTheirSchemas() throws IOException {
        fits("Me", asOwner("GET", "/api/v1/me", ""));
        String wish =
                """
                {"name": "bot", "kind": "virtual_key", "nobodys": true, "capture": "metadata",
                 "scope": {"routes": ["fast"], "models": ["m*"], "paths": ["/v1"]},
                 "expires_at": "2099-01-01T00:00:00Z"}
                """;
        fits("TokenWish", JSON.readTree(wish));
        JsonNode token = fits("NewToken", asOwner("POST", "/api/v1/tokens", wish));
        fits("TokenList", asOwner("GET", "/api/v1/tokens", ""));
        fits("Done", asOwner("DELETE", "/api/v1/tokens/" + token.path("id").asString(), ""));
        String given =
                """
                {"name": "k2", "provider": "anthropic", "key": "sk-ant-00000000000000000000",
                 "sharing": "teams", "with": ["x"], "weight": 2, "field": "x-api-key"}
                """;
        JsonNode key = fits("CheckedKey", asOwner("POST", "/api/v1/keys", given));
        String one = "/api/v1/keys/" + key.path("id").asString();
        fits("ProviderKey", asOwner("GET", one, ""));
        fits("ProviderKey", asOwner("PUT", one, "{\"disabled\":true}"));
        fits(
                "CheckedKey",
                asOwner("PUT", one + "/secret", "{\"key\":\"sk-ant-1\",\"check\":false}"));
        fits("KeyList", asOwner("GET", "/api/v1/keys", ""));
        fits("Done", asOwner("DELETE", one, ""));
        fits("RotationReport", asOwner("POST", "/api/v1/rotate", "{\"new_data_keys\":true}"));
        fits("AuditPage", asOwner("GET", "/api/v1/audit?limit=2", ""));
        fits("AuditPage", asOwner("GET", "/api/v1/audit?action=key.create", ""));
        fits("AuditReport", asOwner("GET", "/api/v1/audit/verify", ""));
    }

    @Test
    void realAnswersAboutSigningInFitTheirSchemas() throws IOException {
        JsonNode user = asOwner("POST", "/api/v1/users", "{\"name\":\"new@acme.example\"}");
        JsonNode invitation =
                asOwner("POST", "/api/v1/users/" + user.path("id").asString() + "/invite", "");
        JsonNode session =
                fits(
                        "SignedIn",
                        answer(
                                "nobody",
                                "POST",
                                "/api/v1/accept",
                                "{\"token\":\""
                                        + invitation.path("token").asString()
                                        + "\",\"password\":\"a long password\"}"));
        assertThat(session.path("user").asString()).isEqualTo(user.path("id").asString());
        fits(
                "SignedIn",
                answer(
                        "nobody",
                        "POST",
                        "/api/v1/sign-in",
                        "{\"email\":\"new@acme.example\",\"password\":\"a long password\"}"));
        fits("Error", control.ask("nobody", "GET", "/api/v1/me", "").json());
        fits("Done", asOwner("POST", "/api/v1/sign-out", ""));
    }

    /** What the guide shows as a file is taken document by document. */
    @Test
    void theExampleOfAFileIsTaken() throws IOException {
        String guide =
                Files.readString(
                        Path.of(System.getProperty("weir.root", ".."), "docs/gateway/README.md"));
        int start = guide.indexOf("```yaml\n") + "```yaml\n".length();
        JsonNode file =
                new YAMLMapper().readTree(guide.substring(start, guide.indexOf("```", start)));
        assertThat(file.propertyNames())
                .containsExactly("teams", "users", "routes", "policies", "limits");
        for (Map.Entry<String, JsonNode> section : file.properties()) {
            assertThat(section.getValue().isEmpty()).as(section.getKey()).isFalse();
            for (Map.Entry<String, JsonNode> one : section.getValue().properties()) {
                String body =
                        JSON.writeValueAsString(
                                JSON.createObjectNode()
                                        .put("name", one.getKey())
                                        .set("spec", one.getValue()));
                fits(
                        "Document",
                        answer("other/owner", "POST", "/api/v1/" + section.getKey(), body));
            }
        }
    }

    private static JsonNode asOwner(String method, String path, String body) throws IOException {
        return answer("acme/owner", method, path, body);
    }

    private static JsonNode answer(String who, String method, String path, String body)
            throws IOException {
        Wire.Answer answer = control.ask(who, method, path, body);
        assertThat(answer.status()).as(method + " " + path + " " + answer.text()).isIn(200, 201);
        return answer.json();
    }

    /** What is said to be wrong with a member that does not exist names all that do. */
    @Test
    void theSchemasOfDocumentsHaveExactlyTheMembersThatAreRead() throws IOException {
        String other = "\"no_such\": 1";
        for (List<String> asked :
                List.of(
                        List.of("users", "UserSpec", "{%s}"),
                        List.of("teams", "TeamSpec", "{%s}"),
                        List.of("routes", "RouteSpec", "{\"provider\": \"x\", %s}"),
                        List.of("routes", "Audience", "{\"provider\": \"x\", \"for\": {%s}}"),
                        List.of("routes", "Target", "{\"targets\": [{\"provider\": \"x\", %s}]}"),
                        List.of("policies", "PolicySpec", "{%s}"),
                        List.of("policies", "Names", "{\"deny\": {%s}}"),
                        List.of("limits", "LimitSpec", "{\"amount\": 1, %s}"))) {
            Wire.Answer answer =
                    control.ask(
                            "acme/owner",
                            "POST",
                            "/api/v1/" + asked.get(0),
                            "{\"name\":\"x@acme.example\",\"spec\":"
                                    + asked.get(2).formatted(other)
                                    + "}");
            assertThat(answer.status()).as(asked + answer.text()).isEqualTo(400);
            String message = answer.message();
            assertThat(message).contains("no_such: there is no such key; expected one of ");
            String members = message.substring(message.indexOf("one of ") + "one of ".length());
            Set<String> read = new TreeSet<>(List.of(members.strip().split(", ")));
            read.remove("");
            assertThat(new TreeSet<>(schema(asked.get(1)).path("properties").propertyNames()))
                    .as(asked.get(1))
                    .isEqualTo(read);
        }
    }

    @Test
    void theGuidesForPeopleNameEveryPathParameterErrorAndMember() throws IOException {
        Path docs = Path.of(System.getProperty("weir.root", ".."), "docs");
        String guide = Files.readString(docs.resolve("api.md"));
        for (Route route : control.server.routes()) {
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
        named(guide, "Item", "TokenWish", "ProviderKey", "Token", "AuditEntry", "AuditReport");
        String gateway = Files.readString(docs.resolve("gateway/README.md"));
        named(
                gateway,
                "OrganisationSpec",
                "UserSpec",
                "RouteSpec",
                "Target",
                "Audience",
                "PolicySpec",
                "Names",
                "LimitSpec",
                "Scope");
    }

    private static void named(String guide, String... schemas) {
        for (String schema : schemas) {
            assertThat(schema(schema).path("properties").propertyNames()).isNotEmpty();
            for (String name : schema(schema).path("properties").propertyNames()) {
                assertThat(guide).as(schema).contains("`" + name + "`");
            }
        }
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

    private static JsonNode fits(String schema, JsonNode value) {
        assertThat(schema(schema).isMissingNode()).as(schema).isFalse();
        List<String> faults = new ArrayList<>();
        check(schema(schema), value, "$", faults);
        assertThat(faults).as(value.toString()).isEmpty();
        return value;
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
