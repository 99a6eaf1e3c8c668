package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;

import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** How much of limits is used: calls through a gateway, its limiter, the API, and the page. */
class UsePageTest {

    private static final String BODY =
            "{\"model\":\"gpt-5\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"gpt-5\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":50,\"total_tokens\":250}}";

    private static Wire.Answer call(RealWeir weir, String token) throws Exception {
        return Wire.send(
                weir.weir.proxy().getPort(),
                "POST",
                "/openai/v1/chat/completions",
                BODY,
                "Content-Type: application/json",
                "Authorization: Bearer " + token);
    }

    private static String limit(RealWeir weir, String owner, String name, String spec)
            throws Exception {
        return weir.send(owner, "limits", "{\"name\":\"" + name + "\",\"spec\":" + spec + "}")
                .path("id")
                .asString();
    }

    private static List<JsonNode> uses(RealWeir weir, String token, String limit) throws Exception {
        Wire.Answer answer = Wire.get(weir.port, "/api/v1/use", "Authorization: Bearer " + token);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json()
                .path("items")
                .valueStream()
                .filter(use -> use.path("limit").asString().equals(limit))
                .toList();
    }

    private static JsonNode only(RealWeir weir, String token, String limit) throws Exception {
        List<JsonNode> uses = uses(weir, token, limit);
        assertThat(uses).hasSize(1);
        return uses.getFirst();
    }

    @Test
    void whatCallsUsedIsInTheApiAndOnThePage(@TempDir Path directory) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch there = new CountDownLatch(1);
        try (ScriptedProvider provider = ScriptedProvider.start();
                RealWeir weir =
                        RealWeir.start(directory, Map.of("providers.openai.url", provider.url()));
                Browser browser = Browser.start()) {
            provider.always(call -> Scripts.json(200, ANSWER).serve(call));
            String owner = weir.ann();
            weir.send(
                    owner,
                    "keys",
                    "{\"name\":\"main\",\"provider\":\"openai\",\"key\":\"sk-main-0123456789abcdef\",\"check\":false}");
            String requests =
                    limit(
                            weir,
                            owner,
                            "a few a day",
                            "{\"amount\":4,\"per\":\"day\",\"subject\":\"user\",\"soft\":[50]}");
            String tokens =
                    limit(
                            weir,
                            owner,
                            "tokens a month",
                            "{\"quantity\":\"tokens\",\"amount\":1000000,\"per\":\"month\"}");
            String atATime =
                    limit(
                            weir,
                            owner,
                            "at a time",
                            "{\"quantity\":\"concurrent\",\"amount\":2,\"subject\":\"organisation\"}");
            String token =
                    weir.send(owner, "tokens", "{\"name\":\"laptop\",\"kind\":\"personal\"}")
                            .path("token")
                            .asString();
            Page page = browser.page(weir.base);
            page.context().addCookies(List.of(new Cookie("weir_session", owner).setUrl(weir.base)));
            page.navigate("/admin/limits");
            Locator row = AdminSceneTest.named(page, "a few a day");
            assertThat(row).containsText("nothing");

            assertThat(call(weir, token).status()).isEqualTo(200);
            assertThat(call(weir, token).status()).isEqualTo(200);
            settled(weir, owner, requests, "2");
            JsonNode use = only(weir, owner, requests);
            assertThat(use.path("amount").asString()).isEqualTo("4");
            assertThat(use.path("percent").asInt()).isEqualTo(50);
            assertThat(use.path("subject").path("kind").asString()).isEqualTo("user");
            assertThat(use.path("resets_at").asString()).endsWith("Z");
            settled(weir, owner, tokens, "500");
            // The page asks by itself.
            assertThat(row.locator(".use-says"))
                    .containsText(
                            "2 of 4",
                            new com.microsoft.playwright.assertions.LocatorAssertions
                                            .ContainsTextOptions()
                                    .setTimeout(15_000));
            assertThat(row.locator(".use-high")).hasCount(1);
            assertThat(row.locator("[role=meter]")).hasAttribute("aria-valuenow", "50");
            assertThat(AdminSceneTest.named(page, "tokens a month"))
                    .containsText("500 of 1,000,000");

            provider.always(
                    call -> {
                        there.countDown();
                        held.await();
                        Scripts.json(200, ANSWER).serve(call);
                    });
            Thread third =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    call(weir, token);
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            there.await();
            use = only(weir, owner, atATime);
            assertThat(use.path("used").asInt() + use.path("reserved").asInt()).isEqualTo(1);
            assertThat(use.path("percent").asInt()).isEqualTo(50);
            held.countDown();
            third.join();
            assertThat(call(weir, token).status()).isEqualTo(200);
            assertThat(call(weir, token).status()).as("the fifth").isEqualTo(429);
            settled(weir, owner, requests, "4");
            assertThat(only(weir, owner, requests).path("percent").asInt()).isEqualTo(100);
            page.navigate("/admin/limits/" + requests);
            assertThat(page.locator(".use-says")).containsText("4 of 4 full");
            assertThat(page.locator(".use-says")).containsText("ann@acme.example");

            // Beside what was spent, those of money and tokens.
            page.navigate("/cost");
            Locator budgets = page.locator(".budgets");
            assertThat(budgets).containsText("tokens a month");
            assertThat(budgets).containsText("of 1,000,000");
            assertThat(budgets.locator("tbody tr")).hasCount(1);
            budgets.getByText("tokens a month").click();
            page.waitForURL("**/admin/limits/" + tokens);

            // A member sees what is one's own: nothing, since nothing was called.
            String bob =
                    weir.send(owner, "users", "{\"name\":\"bob@acme.example\"}")
                            .path("id")
                            .asString();
            String invitation =
                    weir.send(owner, "users/" + bob + "/invite", "{}").path("token").asString();
            String session =
                    weir.send(
                                    "",
                                    "accept",
                                    "{\"token\":\""
                                            + invitation
                                            + "\",\"password\":\"a long password\"}")
                            .path("token")
                            .asString();
            assertThat(uses(weir, session, requests)).isEmpty();
            assertThat(uses(weir, session, tokens)).isEmpty();
            assertThat(browser.complaints).isEmpty();
        } finally {
            held.countDown();
        }
    }

    /** What a call used is known when its answer was read to the end. */
    private static void settled(RealWeir weir, String token, String limit, String used)
            throws Exception {
        for (int i = 0; i < 200; i++) {
            if (only(weir, token, limit).path("used").asString().equals(used)) {
                return;
            }
            Thread.sleep(50);
        }
        assertThat(only(weir, token, limit).path("used").asString()).isEqualTo(used);
    }
}
