package dev.weir.gateway.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;

import dev.weir.core.json.JsonString;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Window;
import dev.weir.gateway.limits.Use;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A console that wants a sign-in, with people, keys and rules of every kind. The same word, which a
 * test may make hostile, is the name of each.
 */
final class AdminScene implements AutoCloseable {

    static final String SECRET = "sk-ant-api03-canary-0123456789abcdef";
    static final String PASSWORD = "a long password";

    final ControlFixture control;
    final String base;
    final String team;
    final String route;
    final String policy;
    final String limit;
    final String redaction;
    final String key;
    private final Map<String, String> sessions = new HashMap<>();

    AdminScene(Path directory, String word) throws Exception {
        control = new ControlFixture(directory);
        base = control.server.url();
        String name = JsonString.of(word).write();
        team = made("teams", "{\"name\":" + name + "}");
        made("teams", "{\"name\":\"research\"}");
        made(
                "users",
                "{\"name\":\"ann@acme.example\",\"spec\":{\"name\":"
                        + name
                        + ",\"teams\":[\""
                        + team
                        + "\"]}}");
        made(
                "users",
                "{\"name\":\"ben@acme.example\",\"spec\":{\"name\":\"Ben\",\"disabled\":true}}");
        made(
                "redactions",
                "{\"name\":\"no secrets\",\"spec\":{\"kinds\":[\"secrets\",\"email\"],\"mode\":\"warn\"}}");
        redaction =
                made(
                        "redactions",
                        "{\"name\":"
                                + name
                                + ",\"spec\":{\"kinds\":[\"personal\"],\"custom\":[{\"name\":\"staff\",\"pattern\":\"EMP-[0-9]{6}\"}],\"apply\":\"forward_and_record\"}}");
        key =
                made(
                        "keys",
                        "{\"name\":"
                                + name
                                + ",\"provider\":\"anthropic\",\"key\":\""
                                + SECRET
                                + "\"}");
        made(
                "keys",
                "{\"name\":\"reserve\",\"provider\":\"anthropic\",\"key\":\""
                        + SECRET
                        + "\",\"weight\":0,\"sharing\":\"teams\",\"with\":[\""
                        + team
                        + "\"]}");
        route =
                made(
                        "routes",
                        "{\"name\":\"fast\",\"spec\":{\"targets\":[{\"provider\":\"anthropic\",\"model\":\"claude-haiku-4-5\",\"weight\":9},{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"weight\":1}],\"fallbacks\":[{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"key\":\"reserve\"}]}}");
        made(
                "routes",
                "{\"name\":"
                        + name
                        + ",\"spec\":{\"provider\":\"openai\",\"for\":{\"teams\":[\""
                        + team
                        + "\"]},\"capture\":\"metadata\",\"timeouts\":{\"first_byte\":120}}}");
        policy =
                made(
                        "policies",
                        "{\"name\":\"no previews\",\"spec\":{\"deny\":{\"models\":[\"*preview*\"]}}}");
        control.ask(
                "acme/owner",
                "PUT",
                "/api/v1/policies/" + policy,
                "{\"name\":\"no previews\",\"spec\":{\"mode\":\"dry_run\",\"deny\":{\"models\":[\"*preview*\",\"*-exp\"]},\"max_request_bytes\":8000000}}");
        made(
                "policies",
                "{\"name\":"
                        + name
                        + ",\"spec\":{\"mode\":\"warn\",\"for\":{\"teams\":[\""
                        + team
                        + "\"]},\"deny\":{\"providers\":[\"openai\"]},\"redaction\":\"no secrets\"}}");
        limit =
                made(
                        "limits",
                        "{\"name\":\"a month\",\"spec\":{\"subject\":\"team\",\"quantity\":\"spend\",\"amount\":500,\"per\":\"month\",\"soft\":[50,80]}}");
        String minute =
                made(
                        "limits",
                        "{\"name\":"
                                + name
                                + ",\"spec\":{\"subject\":\"organisation\",\"amount\":120,\"per\":\"minute\",\"mode\":\"warn\"}}");
        made("tokens", "{\"name\":" + name + "}");
        made(
                "tokens",
                "{\"kind\":\"virtual_key\",\"name\":\"nightly build\",\"nobodys\":true,\"scope\":{\"models\":[\"claude-*\"]}}");
        control.uses.put("acme", uses(minute));
        control.derived.rulings.put("would_refuse policy:no previews", 214);
        control.derived.rulings.put("warned policy:" + word, 3);
        control.derived.rulings.put("refused limit:a month", 17);
    }

    private List<Use> uses(String minute) {
        LimitRule month =
                LimitRule.of(
                                "acme",
                                limit,
                                Subject.Kind.TEAM,
                                null,
                                Quantity.SPEND,
                                new BigDecimal(500),
                                new Window.Calendar(Window.Unit.MONTH, java.time.ZoneOffset.UTC))
                        .withSoft(50, 80);
        LimitRule requests =
                LimitRule.of(
                        "acme",
                        minute,
                        Subject.Kind.ORGANISATION,
                        null,
                        Quantity.REQUESTS,
                        new BigDecimal(120),
                        Window.Rate.MINUTE);
        return new ArrayList<>(
                List.of(
                        new Use(
                                month,
                                new Subject(Subject.Kind.TEAM, team),
                                month.units(),
                                month.units() / 100 * 83,
                                month.units() / 200,
                                Samples.START.plusSeconds(86_400)),
                        new Use(
                                requests,
                                new Subject(Subject.Kind.ORGANISATION, "acme"),
                                120,
                                17,
                                0,
                                Samples.START.plusSeconds(9))));
    }

    /** Makes a document; gives its id. */
    String made(String path, String body) throws IOException {
        Wire.Answer answer = control.ask("acme/owner", "POST", "/api/v1/" + path, body);
        if (answer.status() != 201) {
            throw new IllegalStateException(path + " " + body + ": " + answer.text());
        }
        return answer.json().path("id").asString();
    }

    /** The addresses of all pages about people and rules. */
    List<String> pages() {
        return List.of(
                "/admin/people",
                "/admin/people/new",
                "/admin/people/usr_acme_member",
                "/admin/teams",
                "/admin/teams/" + team,
                "/admin/keys",
                "/admin/keys/new",
                "/admin/keys/" + key,
                "/admin/routes",
                "/admin/routes/" + route,
                "/admin/tokens",
                "/admin/tokens/new",
                "/admin/limits",
                "/admin/limits/" + limit,
                "/admin/policies",
                "/admin/policies/" + policy,
                "/admin/policies/" + policy + "?tab=versions",
                "/admin/redactions",
                "/admin/redactions/" + redaction,
                "/admin/audit",
                "/admin/organisation",
                "/account");
    }

    /** A page on which somebody of acme has signed in. */
    Page page(Browser browser, String role, ColorScheme theme) throws IOException {
        Page page = browser.page(base, theme);
        String session = sessions.get(role);
        if (session == null) {
            session = session(role);
            sessions.put(role, session);
        }
        page.context().addCookies(List.of(new Cookie("weir_session", session).setUrl(base)));
        return page;
    }

    Page page(Browser browser, String role) throws IOException {
        return page(browser, role, ColorScheme.LIGHT);
    }

    /** A token with which a user sets a password. */
    String invitation(String user) throws IOException {
        // Nobody invites himself with a personal token.
        String who = user.equals("usr_acme_owner") ? "acme/owner/session" : "acme/owner";
        return control.ask(who, "POST", "/api/v1/users/" + user + "/invite", "{}")
                .json()
                .path("token")
                .asString();
    }

    private String session(String role) throws IOException {
        JsonNode accepted =
                control.ask(
                                "nobody",
                                "POST",
                                "/api/v1/accept",
                                "{\"token\":\""
                                        + invitation("usr_acme_" + role)
                                        + "\",\"password\":\""
                                        + PASSWORD
                                        + "\"}")
                        .json();
        return accepted.path("token").asString();
    }

    @Override
    public void close() {
        control.close();
    }
}
