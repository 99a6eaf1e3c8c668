package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.json.JsonObject;
import dev.weir.core.people.Role;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every route of the console, asked by every role of two organisations and by nobody. */
class RightsTest {

    private static final String CANARY = "sk-ant-canary-9876543210";

    @TempDir static Path directory;
    private static ControlFixture console;
    private static Exchange mine;
    private static Exchange colleagues;
    private static Exchange foreign;

    @BeforeAll
    static void start() throws Exception {
        console = new ControlFixture(directory);
        mine = exchange("acme", "usr_acme_member");
        colleagues = exchange("acme", "usr_acme_admin");
        foreign = exchange("other", "usr_other_member");
        for (String organisation : List.of("acme", "other")) {
            String owner = organisation + "/owner";
            made(owner, "/api/v1/routes", "{\"name\":\"r\",\"spec\":{\"provider\":\"anthropic\"}}");
            made(owner, "/api/v1/policies", "{\"name\":\"p\",\"spec\":{}}");
            made(owner, "/api/v1/limits", "{\"name\":\"l\",\"spec\":{\"amount\":5}}");
            made(owner, "/api/v1/teams", "{\"name\":\"t\"}");
            made(owner, "/api/v1/redactions", "{\"name\":\"x\"}");
            made(
                    owner,
                    "/api/v1/keys",
                    "{\"name\":\"k\",\"provider\":\"anthropic\",\"key\":\"" + CANARY + "\"}");
        }
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static Exchange exchange(String organisation, @Nullable String user) {
        Exchange exchange =
                console.samples
                        .make(new Samples.Wish())
                        .withGateway(
                                new GatewayFacts(
                                        organisation,
                                        user,
                                        null,
                                        List.of(),
                                        "tok",
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        List.of(),
                                        JsonObject.EMPTY));
        console.archive.put(exchange, ConsoleFixture.bytes("{}"), ConsoleFixture.bytes("[]"));
        return exchange;
    }

    private static void made(String who, String path, String body) throws IOException {
        Wire.Answer answer = console.ask(who, "POST", path, body);
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(201);
    }

    /** Nobody gets in where a sign-in is wanted; no role gets further than its right says. */
    @TestFactory
    Stream<DynamicTest> everyRouteIsForThoseWhomItsRightNames() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : console.server.routes()) {
            if (route.weight() == Route.Weight.TAIL) {
                continue;
            }
            for (String method : route.methods()) {
                if (method.equals("HEAD")) {
                    continue;
                }
                String target = route.template().replace(Route.ID, "none");
                tests.add(
                        DynamicTest.dynamicTest(
                                method + " " + route.template(),
                                () -> {
                                    int nobody = ask("nobody", method, target);
                                    if (route.right() == Right.PUBLIC) {
                                        assertThat(nobody).isNotIn(403);
                                    } else {
                                        assertThat(nobody).isEqualTo(401);
                                    }
                                    for (Role role : Role.values()) {
                                        int status = ask("acme/" + role.word(), method, target);
                                        if (!route.right().has(role)) {
                                            assertThat(status).as(role.word()).isEqualTo(403);
                                        } else if (route.right() != Right.SIGNED_IN) {
                                            assertThat(status)
                                                    .as(role.word())
                                                    .isNotIn(401, 403, 500);
                                        } else {
                                            assertThat(status).as(role.word()).isNotIn(401, 500);
                                        }
                                    }
                                }));
            }
        }
        return tests.stream();
    }

    /** A path that ends a session or rotates keys is asked with a body that is refused. */
    private static int ask(String who, String method, String target) throws IOException {
        String body = method.equals("GET") ? "" : "{\"no such member\":1}";
        if (target.endsWith("/sign-out")) {
            return who.equals("nobody") ? console.ask(who, method, target, body).status() : 200;
        }
        return console.ask(who, method, target, body).status();
    }

    @Test
    void aMemberSeesItsOwnExchangesOthersOfTheOrganisationAll() throws Exception {
        assertThat(listed("acme/member")).containsExactly(mine.id().toString());
        for (String role : List.of("owner", "admin", "auditor")) {
            assertThat(listed("acme/" + role))
                    .containsExactlyInAnyOrder(mine.id().toString(), colleagues.id().toString());
        }
        assertThat(listed("other/owner")).containsExactly(foreign.id().toString());
    }

    private static List<String> listed(String who) throws IOException {
        List<String> ids = new ArrayList<>();
        JsonNode page = console.ask(who, "GET", "/api/v1/exchanges", "").json();
        page.path("items").forEach(item -> ids.add(item.path("id").asString()));
        return ids;
    }

    @Test
    void whatIsNotTheCallersIsAsIfItWereNotThere() throws Exception {
        for (String rest :
                List.of(
                        "",
                        "/request/body",
                        "/response/body",
                        "/request/chunks",
                        "/turn",
                        "/context")) {
            String path = "/api/v1/exchanges/" + foreign.id() + rest;
            for (Role role : Role.values()) {
                assertThat(console.ask("acme/" + role.word(), "GET", path, "").status())
                        .as(path)
                        .isEqualTo(404);
            }
            String colleague = "/api/v1/exchanges/" + colleagues.id() + rest;
            assertThat(console.ask("acme/member", "GET", colleague, "").status()).isEqualTo(404);
        }
    }

    @Test
    void documentsKeysAndTokensOfAnotherOrganisationAreNotThere() throws Exception {
        for (String kind : List.of("routes", "policies", "limits", "teams", "redactions", "keys")) {
            JsonNode items =
                    console.ask("other/owner", "GET", "/api/v1/" + kind, "").json().path("items");
            assertThat(items.size()).as(kind).isEqualTo(1);
            String id = items.get(0).path("id").asString();
            String path = "/api/v1/" + kind + "/" + id;
            assertThat(console.ask("acme/owner", "GET", path, "").status()).isEqualTo(404);
            assertThat(console.ask("acme/owner", "DELETE", path, "").status()).isEqualTo(404);
            assertThat(console.ask("other/owner", "GET", path, "").status()).isEqualTo(200);
        }
        String user = "/api/v1/users/usr_other_member";
        assertThat(console.ask("acme/owner", "GET", user, "").status()).isEqualTo(404);
        assertThat(console.ask("acme/owner", "POST", user + "/invite", "{}").status())
                .isEqualTo(404);
        assertThat(
                        console.ask(
                                        "acme/owner",
                                        "DELETE",
                                        "/api/v1/tokens/tok_usr_other_member",
                                        "")
                                .status())
                .isEqualTo(404);
    }

    @Test
    void aKeyGoesInAndDoesNotComeOut() throws Exception {
        for (Route route : console.server.routes()) {
            if (!route.methods().contains("GET") || route.weight() == Route.Weight.TAIL) {
                continue;
            }
            for (String id : List.of("k", "r", "none")) {
                String text =
                        console.ask("acme/owner", "GET", route.template().replace(Route.ID, id), "")
                                .text();
                assertThat(text).as(route.template()).doesNotContain(CANARY);
            }
        }
        assertThat(console.audit.scan("acme", 0, 1000).toString()).doesNotContain(CANARY);
    }

    @Test
    void unknownMembersOfABodyAreNamed() throws Exception {
        Wire.Answer answer =
                console.ask(
                        "acme/owner", "POST", "/api/v1/teams", "{\"name\":\"a\",\"org\":\"x\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("org: there is no such key");
    }

    @Test
    void aBrowsersSessionChangesNothingWithoutAnOriginOfItsOwn() throws Exception {
        Wire.Answer bare =
                Wire.send(
                        console.port,
                        "POST",
                        "/api/v1/teams",
                        "{\"name\":\"csrf\"}",
                        "Content-Type: application/json",
                        "Cookie: weir_session=weir_st_x");
        assertThat(bare.status()).isEqualTo(401);
    }
}
