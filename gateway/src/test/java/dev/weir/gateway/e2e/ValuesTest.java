package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a search proposes of the archive: to each what may be seen, and no name of others. */
class ValuesTest {

    @TempDir static Path directory;
    private static GatewayRig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new GatewayRig(directory);
        rig.provider.always(Scripts.json(200, "{\"model\":\"answered\"}"));
        rig.acme.user("ada", "member");
        rig.acme.user("bob", "member");
        for (int i = 0; i < 3; i++) {
            call("ada", "m-ada", "team=one");
        }
        call("bob", "m-bob", "secret-project=x");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static void call(String user, String model, String tag) throws Exception {
        try (RawClient client = rig.connect()) {
            client.post(
                    "/openai/v1/chat/completions",
                    "authorization: Bearer "
                            + rig.acme.token(user)
                            + "\r\nx-weir-tag: "
                            + tag
                            + "\r\n",
                    "{\"model\":\"" + model + "\"}");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    private static List<String> values(String who, String field) throws Exception {
        String token = who.equals("owner") ? rig.acme.ownerToken() : rig.acme.session(who);
        // A search waits for the rows; proposals do not.
        rig.acme.ask("GET", "/api/v1/search", "", token);
        JsonNode found = rig.acme.ask("GET", "/api/v1/values?field=" + field, "", token).json();
        List<String> values = new ArrayList<>();
        found.path("items").forEach(item -> values.add(item.path("value").asString()));
        return values;
    }

    @Test
    void whoSeesAllGetsAllOfTheOrganisationAndAMemberItsOwn() throws Exception {
        assertThat(values("owner", "model")).contains("answered", "m-ada", "m-bob");
        assertThat(values("owner", "user")).containsExactly("ada@acme.example", "bob@acme.example");
        assertThat(values("ada", "model")).containsExactly("answered", "m-ada");
        assertThat(values("ada", "user")).containsExactly("ada@acme.example");
        assertThat(values("ada", "tag")).containsExactly("team=one");
        assertThat(values("ada", "provider")).containsExactly("openai");
        assertThat(values("bob", "tag")).containsExactly("secret-project=x");
        assertThat(values("bob", "requested-model")).containsExactly("m-bob");
        assertThat(values("bob", "session")).doesNotContainAnyElementsOf(values("ada", "session"));
    }

    @Test
    void aFieldThatIsNoneIsSaidToBe() throws Exception {
        var answer = rig.acme.ask("GET", "/api/v1/values?field=modle", "", rig.acme.ownerToken());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("field: expected a field of searches, got 'modle'");
        assertThat(rig.acme.ask("GET", "/api/v1/values?field=model", "", "").status())
                .isEqualTo(401);
    }
}
