package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.rules.Identity;
import dev.weir.gateway.control.SignedIn;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Device sign-in as a device, a browser, and others who would like to be one of the two. */
class DevicePageTest {

    private static final String PASSWORD = "a long enough password";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    @TempDir static Path directory;
    private static ControlFixture console;

    @BeforeAll
    static void start() throws Exception {
        console = new ControlFixture(directory);
        Identity owner = console.accounts.identify(console.token("acme/owner"));
        SignedIn invited =
                console.accounts.invite(((Identity.Known) owner).caller(), "usr_acme_member");
        console.accounts.accept(invited.token().reveal(), PASSWORD);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static Wire.Answer post(String path, String body, String... more) throws IOException {
        String[] lines = new String[more.length + 1];
        lines[0] = "Content-Type: application/x-www-form-urlencoded";
        System.arraycopy(more, 0, lines, 1, more.length);
        return Wire.send(console.port, "POST", path, body, lines);
    }

    private static String origin() {
        return "Origin: http://127.0.0.1:" + console.port;
    }

    private static Wire.Answer begin(String client) throws IOException {
        return post(
                "/api/v1/device/code",
                "client_id=weir&client_name=" + URLEncoder.encode(client, StandardCharsets.UTF_8));
    }

    private static Wire.Answer poll(Wire.Answer begun) throws IOException {
        return post(
                "/api/v1/device/token",
                "client_id=weir&grant_type="
                        + URLEncoder.encode(GRANT, StandardCharsets.UTF_8)
                        + "&device_code="
                        + begun.json().path("device_code").asString());
    }

    private static String code(Wire.Answer begun) {
        return begun.json().path("user_code").asString();
    }

    /** Signs in on the page; the cookie as the browser sends it back. */
    private static String browser(String code) throws IOException {
        Wire.Answer answer =
                post(
                        "/device",
                        "action=sign_in&email=member%40acme.example&password="
                                + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8)
                                + "&user_code="
                                + code,
                        origin());
        assertThat(answer.status()).as(answer.text()).isEqualTo(303);
        assertThat(answer.header("location")).isEqualTo("/device?user_code=" + code);
        assertThat(answer.header("set-cookie"))
                .matches("weir_session=weir_st_\\w+; Path=/; HttpOnly; SameSite=Lax");
        return "Cookie: " + answer.header("set-cookie").split(";", 2)[0];
    }

    private static String form(String page) {
        Matcher value = Pattern.compile("name=\"form\" value=\"([^\"]+)\"").matcher(page);
        assertThat(value.find()).as(page).isTrue();
        return value.group(1);
    }

    @Test
    void aPersonSeesWhoAsksAndApproves() throws Exception {
        Wire.Answer begun = begin("weir on <laptop>");
        assertThat(begun.status()).as(begun.text()).isEqualTo(200);
        assertThat(begun.json().path("expires_in").asInt()).isEqualTo(600);
        assertThat(begun.json().path("interval").asInt()).isEqualTo(5);
        assertThat(begun.json().path("verification_uri").asString())
                .isEqualTo("http://127.0.0.1:" + console.port + "/device");
        Wire.Answer stranger = Wire.get(console.port, "/device?user_code=" + code(begun));
        assertThat(stranger.text()).contains("Password").doesNotContain("laptop");

        String cookie = browser(code(begun));
        Wire.Answer page = Wire.get(console.port, "/device?user_code=" + code(begun), cookie);
        assertThat(page.text())
                .contains(code(begun), "weir on &lt;laptop&gt;", "127.0.0.1", "member@acme.example")
                .doesNotContain("<script", "<laptop>");
        assertThat(page.header("content-security-policy"))
                .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'");
        assertThat(page.header("referrer-policy")).isEqualTo("same-origin");
        assertThat(poll(begun).json().path("error").asString()).isEqualTo("authorization_pending");
        assertThat(poll(begun).json().path("error").asString()).isEqualTo("slow_down");

        Wire.Answer approved =
                post(
                        "/device",
                        "action=approve&user_code="
                                + code(begun)
                                + "&form="
                                + URLEncoder.encode(form(page.text()), StandardCharsets.UTF_8),
                        origin(),
                        cookie);
        assertThat(approved.text()).contains("Signed in");
    }

    @Test
    void whatIsRefusedIsDenied() throws Exception {
        Wire.Answer begun = begin("x");
        String cookie = browser(code(begun));
        String page = Wire.get(console.port, "/device?user_code=" + code(begun), cookie).text();
        post(
                "/device",
                "action=refuse&user_code=" + code(begun) + "&form=" + form(page),
                origin(),
                cookie);
        Wire.Answer answer = poll(begun);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asString()).isEqualTo("access_denied");
    }

    @Test
    void anApprovedDeviceGetsATokenThatOpensTheConsole() throws Exception {
        Wire.Answer begun = begin("x");
        String cookie = browser(code(begun));
        String page = Wire.get(console.port, "/device?user_code=" + code(begun), cookie).text();
        post(
                "/device",
                "action=approve&user_code=" + code(begun) + "&form=" + form(page),
                origin(),
                cookie);
        Wire.Answer answer = poll(begun);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.json().path("email").asString()).isEqualTo("member@acme.example");
        String bearer = "Authorization: Bearer " + answer.json().path("access_token").asString();
        assertThat(Wire.get(console.port, "/api/v1/me", bearer).json().path("user").asString())
                .isEqualTo("usr_acme_member");
    }

    @Test
    void noOtherPageApproves() throws Exception {
        Wire.Answer begun = begin("x");
        String cookie = browser(code(begun));
        String form =
                form(Wire.get(console.port, "/device?user_code=" + code(begun), cookie).text());
        String approve = "action=approve&user_code=" + code(begun) + "&form=";
        assertThat(post("/device", approve + form, cookie).status()).isEqualTo(403);
        assertThat(post("/device", approve + form, cookie, "Origin: https://evil.example").status())
                .isEqualTo(403);
        assertThat(post("/device", approve + form, cookie, "Origin: null").status()).isEqualTo(403);
        assertThat(post("/device", approve + "form:00", cookie, origin()).status()).isEqualTo(403);
        assertThat(post("/device", approve + form, origin()).status()).isEqualTo(401);
        assertThat(
                        post(
                                        "/device",
                                        approve + form,
                                        origin(),
                                        "Authorization: Bearer " + console.token("acme/member"))
                                .status())
                .isEqualTo(401);
        String other = browser(code(begun));
        assertThat(post("/device", approve + form, other, origin()).status())
                .as("the form of another session")
                .isEqualTo(403);
        assertThat(poll(begun).json().path("error").asString()).isEqualTo("authorization_pending");
    }

    @Test
    void aWrongPasswordIsAPageAndNoSession() throws Exception {
        Wire.Answer answer =
                post(
                        "/device",
                        "action=sign_in&email=member%40acme.example&password=wrong",
                        origin());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("set-cookie")).isEmpty();
        assertThat(answer.text()).contains("Name or password is not right.");
    }

    @Test
    void aLinkInAMessageLeadsToThePageAndNowhereElse() throws Exception {
        String[] link = {
            "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"
        };
        assertThat(Wire.get(console.port, "/device", link).status()).isEqualTo(200);
        assertThat(Wire.get(console.port, "/api/v1/info", link).status()).isEqualTo(403);
        link[2] = "Sec-Fetch-Dest: iframe";
        assertThat(Wire.get(console.port, "/device", link).status()).isEqualTo(403);
    }

    @Test
    void overTlsTheCookieIsOfThisHostAlone() {
        SessionCookie tls = new SessionCookie("https://weir.example");
        dev.weir.core.exchange.Headers none = dev.weir.core.exchange.Headers.EMPTY;
        assertThat(tls.gone(none))
                .isEqualTo(
                        "__Host-weir_session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
        assertThat(tls.in(dev.weir.core.exchange.Headers.of("cookie", "weir_session=planted")))
                .isNull();
        assertThat(
                        tls.in(
                                dev.weir.core.exchange.Headers.of(
                                        "cookie", "weir_session=planted; __Host-weir_session=own")))
                .isEqualTo("own");
        SessionCookie unknown = new SessionCookie("");
        assertThat(
                        unknown.gone(
                                dev.weir.core.exchange.Headers.of(
                                        "origin", "https://weir.example")))
                .contains("__Host-", "Secure");
        assertThat(unknown.gone(none)).doesNotContain("Secure");
    }
}
