package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.weir.gateway.main.ConfigurationReader;
import dev.weir.gateway.main.Weir;

import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;

import okhttp3.HttpUrl;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Signing in with a real OpenID Connect server, and with what one must not be taken for. */
class OidcTest {

    private static final String HOST = "Host: weir.example";
    private static final String CLIENT = "weir-client";
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SUBJECT = "subject-1";

    @TempDir private Path directory;

    private final MockOAuth2Server provider = new MockOAuth2Server();
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    @SuppressWarnings("NullAway.Init")
    private Weir weir;

    private int port;

    @SuppressWarnings("NullAway.Init")
    private String owner;

    @BeforeEach
    void start() throws Exception {
        provider.start();
        start(Map.of());
    }

    private void start(Map<String, String> more) throws Exception {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("listen", "127.0.0.1:0");
        keys.put("console", "127.0.0.1:0");
        keys.put("data", directory.resolve("data").toString());
        keys.put("access.sign_in", "required");
        keys.put("access.public_url", "https://weir.example");
        keys.put("oidc.issuer", provider.issuerUrl("default").toString());
        keys.put("oidc.name", "Acme login");
        keys.put("oidc.client_id", CLIENT);
        keys.put(
                "oidc.client_secret_file",
                Files.writeString(directory.resolve("secret"), "s3cret\n").toString());
        keys.put("oidc.groups_claim", "groups");
        keys.put("oidc.roles", "weir-admins=admin,weir-auditors=auditor");
        keys.putAll(more);
        ConfigurationReader reader = new ConfigurationReader(Map.of());
        for (Map.Entry<String, String> each : keys.entrySet()) {
            reader.override(each.getKey(), each.getValue(), "test");
        }
        weir = Weir.start(reader.read());
        port = weir.console().getPort();
        if (weir.firstOwner() != null) {
            JsonNode made =
                    ask(
                            "POST",
                            "/api/v1/setup",
                            "",
                            "{\"token\":\"%s\",\"organisation\":\"Acme\",\"email\":\"ann@acme.example\",\"password\":\"a long password\"}"
                                    .formatted(weir.firstOwner()));
            owner = made.path("token").asString();
        }
    }

    @AfterEach
    void stop() {
        weir.close();
        provider.shutdown();
    }

    /**
     * Without a limit on the time: hashing a password takes long on a machine that has much to do.
     */
    private JsonNode ask(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("content-type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        return JSON.readTree(
                http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private static Map<String, Object> claims() {
        Map<String, Object> claims = new HashMap<>();
        claims.put("email", "Bob@Acme.example");
        claims.put("email_verified", true);
        claims.put("name", "Bob");
        claims.put("groups", List.of("platform", "weir-admins"));
        return claims;
    }

    private void says(String subject, Map<String, Object> claims) {
        provider.enqueueCallback(
                new DefaultOAuth2TokenCallback(
                        "default", subject, "JWT", List.of(CLIENT), claims, 300));
    }

    private void says(Map<String, Object> claims) {
        says(SUBJECT, claims);
    }

    /** A browser that was sent to the identity provider and has come back to the door. */
    private record Visit(String location, String cookie, String back) {

        Visit with(String otherCookie) {
            return new Visit(location, otherCookie, back);
        }
    }

    private Visit visit() throws Exception {
        return visit("?user_code=BCDF-GHJK");
    }

    private Visit visit(String query) throws Exception {
        Wire.Answer start = Wire.get(port, "/oidc/start" + query, HOST);
        assertThat(start.status()).as(start.text()).isEqualTo(303);
        assertThat(start.header("set-cookie"))
                .startsWith("__Host-weir_oidc=")
                .contains("; Secure; HttpOnly; SameSite=Lax");
        String location = start.header("location");
        HttpResponse<String> sent =
                http.send(
                        HttpRequest.newBuilder(URI.create(location)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(302);
        String back = sent.headers().firstValue("location").orElseThrow();
        assertThat(back).startsWith("https://weir.example/oidc/callback?");
        return new Visit(
                location,
                "Cookie: " + start.header("set-cookie").split(";", 2)[0],
                back.substring("https://weir.example".length()));
    }

    private Wire.Answer arrive(Visit visit) throws Exception {
        return Wire.get(
                port,
                visit.back(),
                HOST,
                visit.cookie(),
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: document");
    }

    private Wire.Answer signIn() throws Exception {
        return arrive(visit());
    }

    private JsonNode me(Wire.Answer signedIn) throws Exception {
        assertThat(signedIn.status()).as(signedIn.text()).isEqualTo(303);
        assertThat(signedIn.header("set-cookie"))
                .matches(
                        "__Host-weir_session=weir_st_\\w+; Path=/; Secure; HttpOnly; SameSite=Lax");
        return Wire.get(
                        port,
                        "/api/v1/me",
                        HOST,
                        "Cookie: " + signedIn.header("set-cookie").split(";", 2)[0])
                .json();
    }

    private void refused(Wire.Answer answer, String why) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.header("set-cookie")).isEmpty();
        assertThat(answer.text()).contains(why);
    }

    @Test
    void aPageOfTheConsoleIsComeBackToAndNoOtherAddress() throws Exception {
        says(claims());
        Visit visit = visit("?to=%2Fadmin%2Fpeople%3Fq%3Dbob");
        assertThat(arrive(visit).header("location")).isEqualTo("/admin/people?q=bob");
        for (String elsewhere : List.of("//evil.example", "/device", "/exchangesx", "evil")) {
            Wire.Answer answer = Wire.get(port, "/oidc/start?to=" + elsewhere, HOST);
            assertThat(answer.status()).as(elsewhere).isEqualTo(400);
        }
    }

    @Test
    void somebodyNewIsMadeWithTeamsAndRoleOfTheIdentityProvider() throws Exception {
        String team =
                ask("POST", "/api/v1/teams", owner, "{\"name\":\"platform\"}")
                        .path("id")
                        .asString();
        says(claims());
        Visit visit = visit();
        assertThat(visit.location())
                .contains("response_type=code", "code_challenge_method=S256", "code_challenge=")
                .contains("scope=openid", "nonce=", "state=")
                .contains("redirect_uri=https%3A%2F%2Fweir.example%2Foidc%2Fcallback");
        Wire.Answer answer = arrive(visit);
        JsonNode me = me(answer);
        assertThat(answer.header("location")).isEqualTo("/device?user_code=BCDF-GHJK");
        assertThat(me.path("email").asString()).isEqualTo("bob@acme.example");
        assertThat(me.path("role").asString()).isEqualTo("admin");
        assertThat(me.path("teams").get(0).asString()).isEqualTo(team);

        Map<String, Object> later = claims();
        later.put("email", "robert@acme.example");
        later.put("groups", List.of());
        says(later);
        JsonNode again = me(signIn());
        assertThat(again.path("user").asString())
                .as("the same person by issuer and subject, whatever the address")
                .isEqualTo(me.path("user").asString());
        assertThat(again.path("role").asString()).isEqualTo("member");
        assertThat(again.path("teams").size()).isZero();
    }

    @Test
    void aReturnCountsOnceAndInTheBrowserThatBegan() throws Exception {
        says(claims());
        Visit visit = visit();
        refused(arrive(visit.with("Cookie: a=b")), "another browser began");
        refused(arrive(visit), "was used already");
        says(claims());
        Visit second = visit();
        assertThat(arrive(second).status()).isEqualTo(303);
        refused(arrive(second), "was used already");
        assertThat(Wire.get(port, "/oidc/callback?code=x&state=made-up", HOST).status())
                .isEqualTo(403);
        assertThat(Wire.get(port, "/oidc/callback?code=x", HOST).status()).isEqualTo(400);
    }

    @Test
    void aNonceOfAnotherSignInIsRefused() throws Exception {
        Map<String, Object> claims = claims();
        claims.put("nonce", "of-another-sign-in");
        says(claims);
        refused(signIn(), "nonce");
    }

    @Test
    void whatIsForAnotherClientIsRefused() throws Exception {
        Map<String, Object> claims = claims();
        claims.put("aud", List.of("another-client"));
        says(claims);
        refused(signIn(), "audience");
    }

    @Test
    void whatHasExpiredIsRefusedWithAMinuteOfGrace() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String issuer = "http://127.0.0.1:" + server.getAddress().getPort() + "/default";
        String[] token = {""};
        says(server, "/default/.well-known/openid-configuration", () -> description(issuer));
        says(
                server,
                "/default/token",
                () ->
                        "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\""
                                + token[0]
                                + "\"}");
        server.start();
        try {
            weir.close();
            start(Map.of("oidc.issuer", issuer));
            Visit late = visit();
            token[0] = expired(issuer, late, 65);
            refused(arrive(late), "xpired");
            Visit justInTime = visit();
            token[0] = expired(issuer, justInTime, 30);
            me(arrive(justInTime));
        } finally {
            server.stop(0);
        }
    }

    /** A provider whose tokens are what a test wants, with the keys of the real one. */
    private String description(String issuer) {
        return """
        {"issuer":"%s","authorization_endpoint":"%s","token_endpoint":"%s/token","jwks_uri":"%s",
         "subject_types_supported":["public"]}
        """
                .formatted(
                        issuer,
                        provider.authorizationEndpointUrl("default"),
                        issuer,
                        provider.jwksUrl("default"));
    }

    private String expired(String issuer, Visit visit, int secondsAgo) {
        Map<String, Object> claims = claims();
        claims.put("sub", SUBJECT);
        claims.put("aud", CLIENT);
        claims.put("nonce", visit.location().replaceFirst(".*[?&]nonce=([^&]+).*", "$1"));
        // This version of the server takes milliseconds for seconds here.
        return provider.anyToken(HttpUrl.get(issuer), claims, Duration.ofMillis(-secondsAgo))
                .serialize();
    }

    private static void says(HttpServer server, String path, Supplier<String> json) {
        server.createContext(
                path,
                exchange -> {
                    byte[] body = json.get().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("content-type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    @Test
    void whatAnotherIssuerSaysIsRefused() throws Exception {
        Map<String, Object> claims = claims();
        claims.put("iss", "https://evil.example");
        says(claims);
        refused(signIn(), "issuer");
        Visit visit = visit();
        refused(
                arrive(
                        new Visit(
                                visit.location(),
                                visit.cookie(),
                                visit.back() + "&iss=https%3A%2F%2Fevil.example")),
                "another identity provider");
    }

    @Test
    void aCodeOfAnotherSignInIsRefusedByItsVerifier() throws Exception {
        says(claims());
        Visit mine = visit();
        Visit other = visit();
        Pattern code = Pattern.compile("code=([^&]+)");
        java.util.regex.Matcher stolen = code.matcher(other.back());
        assertThat(stolen.find()).isTrue();
        Wire.Answer answer =
                arrive(
                        new Visit(
                                mine.location(),
                                mine.cookie(),
                                code.matcher(mine.back()).replaceFirst("code=" + stolen.group(1))));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("set-cookie")).isEmpty();
    }

    @Test
    void anUnverifiedAddressFindsNobody() throws Exception {
        for (Object verified : new Object[] {false, "false", 1}) {
            Map<String, Object> claims = claims();
            claims.put("email", "ann@acme.example");
            claims.put("email_verified", verified);
            says(claims);
            refused(signIn(), "not verified");
        }
        Map<String, Object> claims = claims();
        claims.put("email", "ann@acme.example");
        claims.remove("email_verified");
        says(claims);
        refused(signIn(), "not verified");
    }

    @Test
    void aVerifiedAddressFindsOnceWhoWasAddedBefore() throws Exception {
        String id =
                ask("POST", "/api/v1/users", owner, "{\"name\":\"bob@acme.example\"}")
                        .path("id")
                        .asString();
        says(claims());
        assertThat(me(signIn()).path("user").asString()).isEqualTo(id);
        says("subject-2", claims());
        refused(signIn(), "belongs to another identity");
    }

    @Test
    void theOnlyOwnerStaysOne() throws Exception {
        Map<String, Object> claims = claims();
        claims.put("email", "ann@acme.example");
        claims.put("groups", List.of("weir-auditors"));
        says(claims);
        assertThat(me(signIn()).path("role").asString()).isEqualTo("owner");
    }

    @Test
    void whoIsDisabledDoesNotComeIn() throws Exception {
        says(claims());
        String id = me(signIn()).path("user").asString();
        JsonNode user = ask("GET", "/api/v1/users/" + id, owner, "");
        ask(
                "PUT",
                "/api/v1/users/" + id,
                owner,
                "{\"name\":\"bob@acme.example\",\"spec\":{\"disabled\":true},\"version\":"
                        + user.path("version").asInt()
                        + "}");
        says(claims());
        refused(signIn(), "cannot sign in");
    }

    @Test
    void otherMailDomainsStayOutside() throws Exception {
        weir.close();
        start(Map.of("oidc.domains", "acme.example"));
        says(claims());
        me(signIn());
        Map<String, Object> claims = claims();
        claims.put("email", "eve@evil.example");
        says("subject-9", claims);
        refused(signIn(), "mail domain");
    }

    @Test
    void theIdentityProvidersNoIsSaid() throws Exception {
        Visit visit = visit();
        String state = visit.back().replaceFirst(".*state=([^&]+).*", "$1");
        Wire.Answer answer =
                Wire.get(
                        port,
                        "/oidc/callback?error=access_denied&session_state=x&state=" + state,
                        HOST,
                        visit.cookie());
        refused(answer, "access_denied");
        refused(arrive(visit), "was used already");
        refused(
                Wire.get(port, "/oidc/callback?error=%3Cb%3E&state=x", HOST),
                "an error without a name");
    }

    @Test
    void thePageToSignInNamesIt() throws Exception {
        assertThat(Wire.get(port, "/device?user_code=BCDF-GHJK", HOST).text())
                .contains("href=\"/oidc/start?user_code=BCDF-GHJK\">sign in with Acme login<");
        JsonNode info = Wire.get(port, "/api/v1/info", HOST).json();
        assertThat(info.path("signIn").path("oidc").asString()).isEqualTo("Acme login");
        assertThat(info.propertyNames())
                .containsExactly("version", "rules", "signInRequired", "signIn");
    }
}
