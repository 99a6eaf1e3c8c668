package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Calls through a gateway with a policy and a limit in a dry run: what they would have refused is
 * found afterwards, and sums go by token and provider key.
 */
class RulingsOnRecordTest {

    @TempDir private Path directory;
    private GatewayRig rig;
    private String laptop;
    private String ci;

    @SuppressWarnings("NullAway.Init")
    RulingsOnRecordTest() {}

    @BeforeEach
    void start() throws Exception {
        rig = new GatewayRig(directory);
        rig.provider.always(Scripts.json(200, PlainAnswers.of("/v1/messages")));
        Organisation acme = rig.acme;
        acme.document(
                "policies",
                "no previews",
                Map.of("mode", "dry_run", "deny", Map.of("models", List.of("*preview*"))));
        acme.document(
                "policies", "no old ones", Map.of("deny", Map.of("models", List.of("claude-2*"))));
        acme.document(
                "limits",
                "three a day",
                Map.of("mode", "dry_run", "quantity", "requests", "amount", 3, "per", "day"));
        acme.user("ann", "member");
        laptop = acme.token("ann", Map.of("name", "laptop"));
        ci = acme.token("ann", Map.of("name", "ci", "capture", "metadata"));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private int call(String token, String model) throws IOException {
        try (RawClient client = rig.connect()) {
            client.post(
                    "/anthropic/v1/messages",
                    "x-api-key: " + token + "\r\n",
                    "{\"model\":\""
                            + model
                            + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            Answer answer = client.answer();
            return answer.status();
        }
    }

    private List<String> models(String query) throws Exception {
        List<String> models = new ArrayList<>();
        String path = "/api/v1/search?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        for (JsonNode item : rig.acme.get(path).path("items")) {
            models.addFirst(item.path("requestedModel").asString());
        }
        return models;
    }

    private List<String> sums(String by) throws Exception {
        List<String> rows = new ArrayList<>();
        for (JsonNode item : rig.acme.get("/api/v1/stats?by=" + by).path("items")) {
            List<String> key = new ArrayList<>();
            item.path("key").forEach(value -> key.add(value.asString("none")));
            rows.add(String.join(",", key) + ":" + item.path("exchanges").asInt());
        }
        return rows;
    }

    private JsonNode asked(String path, String user) throws Exception {
        return rig.acme.ask("GET", path, "", rig.acme.session(user)).json();
    }

    @Test
    void whatADryRunWouldHaveRefusedIsFoundAndCounted() throws Exception {
        assertThat(call(laptop, "claude-sonnet-4-5")).isEqualTo(200);
        assertThat(call(laptop, "claude-next-preview")).isEqualTo(200);
        assertThat(call(ci, "claude-other-preview")).isEqualTo(200);
        assertThat(call(ci, "claude-2.1")).isEqualTo(403);
        assertThat(call(ci, "claude-haiku-4-5")).isEqualTo(200);

        assertThat(models("would-refuse:\"no previews\""))
                .containsExactly("claude-next-preview", "claude-other-preview");
        assertThat(models("policy:\"no previews\" token:ci"))
                .containsExactly("claude-other-preview");
        assertThat(models("refused:*")).containsExactly("claude-2.1");
        assertThat(models("would-refuse:\"three a day\"")).containsExactly("claude-haiku-4-5");
        assertThat(models("limit:*")).containsExactly("claude-haiku-4-5");
        assertThat(models("-policy:* key:anthropic-main"))
                .containsExactly("claude-sonnet-4-5", "claude-haiku-4-5");
        assertThat(models("-key:*")).containsExactly("claude-2.1");

        assertThat(sums("token")).containsExactlyInAnyOrder("laptop:2", "ci:3");
        assertThat(sums("key")).containsExactlyInAnyOrder("anthropic-main:4", "none:1");
        assertThat(sums("token,key"))
                .containsExactlyInAnyOrder(
                        "laptop,anthropic-main:2", "ci,anthropic-main:2", "ci,none:1");
        assertThat(sums("ruling"))
                .containsExactlyInAnyOrder(
                        "would_refuse policy:no previews:2",
                        "refused policy:no old ones:1",
                        "would_refuse limit:three a day:1");

        // A member sees one's own alone, and no sums that cannot be told apart by user.
        rig.acme.user("bob", "member");
        assertThat(asked("/api/v1/stats?by=token", "ann").path("items")).hasSize(2);
        assertThat(asked("/api/v1/stats?by=key", "bob").path("items")).isEmpty();
        assertThat(asked("/api/v1/search?q=would-refuse:*", "ann").path("items")).hasSize(3);
        assertThat(asked("/api/v1/search?q=would-refuse:*", "bob").path("items")).isEmpty();
        assertThat(asked("/api/v1/stats?by=ruling", "ann").path("error").path("code").asString())
                .isEqualTo("forbidden");

        JsonNode row = rig.acme.get("/api/v1/search?q=token:ci%20refused:*").path("items").path(0);
        assertThat(row.path("gateway").toString())
                .isEqualTo(
                        "{\"route\":null,\"key\":null,\"token\":\"ci\",\"rulings\":[{\"rule\":\"policy:no old ones\",\"effect\":\"refused\"}]}");
    }
}
