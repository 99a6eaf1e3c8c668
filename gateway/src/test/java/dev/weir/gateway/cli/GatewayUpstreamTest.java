package dev.weir.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.ConfigurationReader;
import dev.weir.gateway.main.SignInFile;
import dev.weir.gateway.main.Verification;
import dev.weir.gateway.main.Weir;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Weir on somebody's machine whose calls go through an organisation's gateway: both are real. */
class GatewayUpstreamTest {

    private static final String PASSWORD = "a long enough password";
    private static final String PROVIDER_KEY = "sk-ant-api03-of-the-organisation";
    private static final String TOOLS_KEY = "sk-ant-api03-of-the-tool-itself";
    private static final String REQUEST =
            "{\"model\":\"claude-sonnet-4-5\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"h\u00e9\"}]}";
    private static final List<String> EVENTS =
            List.of(
                    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":3}}}\n\n",
                    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

    @TempDir private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @SuppressWarnings("NullAway.Init")
    private ScriptedProvider provider;

    @SuppressWarnings("NullAway.Init")
    private Weir gateway;

    @SuppressWarnings("NullAway.Init")
    private String owner;

    @BeforeEach
    void startGateway() throws Exception {
        provider = ScriptedProvider.start();
        provider.always(Scripts.events(EVENTS, Duration.ofMillis(1)));
        gateway =
                weir(
                        "gateway",
                        Map.of(
                                "access.sign_in",
                                "required",
                                "providers.anthropic.url",
                                provider.url()));
        JsonNode session =
                api(
                        "",
                        "/api/v1/setup",
                        "{\"token\":\"%s\",\"organisation\":\"Acme\",\"email\":\"ann@acme.example\",\"password\":\"%s\"}"
                                .formatted(gateway.firstOwner(), PASSWORD));
        owner = session.path("token").asString();
        api(
                owner,
                "/api/v1/keys",
                "{\"name\":\"main\",\"provider\":\"anthropic\",\"check\":false,\"key\":\"%s\"}"
                        .formatted(PROVIDER_KEY));
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
    }

    private Weir weir(String name, Map<String, String> more) throws Exception {
        ConfigurationReader reader =
                new ConfigurationReader(Map.of("WEIR_HOME", directory.resolve("home").toString()));
        Map<String, String> all = new LinkedHashMap<>(more);
        all.put("listen", "127.0.0.1:0");
        all.put("console", "127.0.0.1:0");
        all.put("data", directory.resolve(name).toString());
        for (Map.Entry<String, String> each : all.entrySet()) {
            reader.override(each.getKey(), each.getValue(), "test");
        }
        Configuration configuration = reader.read();
        return Weir.start(configuration);
    }

    /** The token in the file of sign-ins. */
    private String kept() throws IOException {
        SignInFile file = new SignInFile(directory.resolve("home"));
        return Objects.requireNonNull(file.find(console(gateway))).token();
    }

    private static String console(Weir weir) {
        return "http://127.0.0.1:" + weir.console().getPort();
    }

    private JsonNode api(String token, String path, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(console(gateway) + path))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        HttpResponse<String> answer =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + answer.body()).isBetween(200, 299);
        return Api.JSON.readTree(answer.body());
    }

    private HttpResponse<byte[]> get(Weir weir, String token, String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(console(weir) + path));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private int command(String... words) {
        Io io =
                new Io(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(
                                "WEIR_HOME",
                                directory.resolve("home").toString(),
                                "HOSTNAME",
                                "laptop"),
                        directory,
                        false);
        return Main.execute(io, Verification::run, words);
    }

    /** {@code weir login}, with somebody at a browser. */
    private void login() throws Exception {
        int[] code = {-1};
        Thread command =
                Thread.ofVirtual().start(() -> code[0] = command("login", console(gateway)));
        Pattern shown =
                Pattern.compile("(?s)Open this page.*?(http\\S+).*?code there:\\s+(\\S{9})\\s");
        Matcher matcher = shown.matcher("");
        for (int i = 0; i < 200 && !matcher.find(); i++) {
            Thread.sleep(50);
            matcher = shown.matcher(err.toString(StandardCharsets.UTF_8));
        }
        assertThat(matcher.reset().find()).as(err.toString(StandardCharsets.UTF_8)).isTrue();
        String page = matcher.group(1);
        String userCode = matcher.group(2);
        assertThat(page).isEqualTo(console(gateway) + "/device");
        HttpResponse<String> signedIn =
                form(
                        page,
                        "action=sign_in&email=ann%40acme.example&password="
                                + PASSWORD.replace(" ", "+"),
                        "");
        String cookie = signedIn.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        HttpResponse<String> asked =
                http.send(
                        HttpRequest.newBuilder(URI.create(page + "?user_code=" + userCode))
                                .header("cookie", cookie)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(asked.body()).contains("weir on laptop");
        Matcher value = Pattern.compile("name=\"form\" value=\"([^\"]+)\"").matcher(asked.body());
        assertThat(value.find()).isTrue();
        form(
                page,
                "action=approve&user_code="
                        + userCode
                        + "&form="
                        + URLEncoder.encode(value.group(1), StandardCharsets.UTF_8),
                cookie);
        command.join(Duration.ofSeconds(20));
        assertThat(code[0]).as(err.toString(StandardCharsets.UTF_8)).isZero();
    }

    private HttpResponse<String> form(String page, String body, String cookie) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(page))
                        .header("content-type", "application/x-www-form-urlencoded")
                        .header("origin", console(gateway))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!cookie.isEmpty()) {
            request.header("cookie", cookie);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private Answer call(Weir weir, String path) throws IOException {
        try (RawClient tool = RawClient.connect(weir.proxy().getPort())) {
            return tool.post(
                            path,
                            "x-api-key: "
                                    + TOOLS_KEY
                                    + "\r\nanthropic-version: 2023-06-01\r\nx-weir-tag: case=a\r\n",
                            REQUEST)
                    .answer();
        }
    }

    @Test
    void bothHoldTheExchangeAndTheProviderSeesOnlyTheGatewaysKey() throws Exception {
        login();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Signed in at " + console(gateway) + " as ann@acme.example")
                .doesNotContain("weir_st_");
        Path file = directory.resolve("home/sign-ins.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Weir local = weir("local", Map.of())) {
            assertThat(local.gateway()).isEqualTo(console(gateway));
            assertThat(local.gatewayUser()).isEqualTo("ann@acme.example");
            Answer answer = call(local, "/anthropic/v1/messages?key=" + TOOLS_KEY + "&beta=true");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().text()).isEqualTo(String.join("", EVENTS));
            Answer bare = call(local, "/v1/messages");
            assertThat(bare.status()).isEqualTo(200);

            Received received = provider.received().getFirst();
            assertThat(received.head().headers().all("x-api-key")).containsExactly(PROVIDER_KEY);
            assertThat(received.head().headers().contains("authorization")).isFalse();
            assertThat(received.toString())
                    .doesNotContain("weir_st_")
                    .doesNotContain(TOOLS_KEY)
                    .contains("/v1/messages?beta=true");
            assertThat(received.body()).isEqualTo(Bytes.of(REQUEST));

            sameInBoth(local);
            noSecretAt(local);
            infoSaysWhereCallsGoAndWhatToPaste(local);
        }
    }

    private void infoSaysWhereCallsGoAndWhatToPaste(Weir local) throws Exception {
        String token = kept();
        out.reset();
        assertThat(command("info", "--server", console(local))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("through the gateway " + console(gateway) + " as ann@acme.example")
                .doesNotContain(token);
        out.reset();
        assertThat(command("info", "--server", console(gateway))).isZero();
        String proxy = "http://127.0.0.1:" + gateway.proxy().getPort();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "ANTHROPIC_BASE_URL="
                                + proxy
                                + "/anthropic ANTHROPIC_AUTH_TOKEN=\"$WEIR_TOKEN\" claude")
                .doesNotContain(token);
        out.reset();
        assertThat(command("info", "--show-token", "--server", console(gateway))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("GEMINI_API_KEY=" + token + " gemini");
    }

    private void sameInBoth(Weir local) throws Exception {
        List<JsonNode> here = items(local, "");
        List<JsonNode> there = items(gateway, owner);
        assertThat(here).hasSize(2);
        assertThat(there).hasSize(2);
        for (int i = 0; i < here.size(); i++) {
            for (String side : List.of("request", "response")) {
                String one = "/api/v1/exchanges/" + here.get(i).path("id").asString();
                String other = "/api/v1/exchanges/" + there.get(i).path("id").asString();
                byte[] mine = get(local, "", one + "/" + side + "/body").body();
                assertThat(mine)
                        .isEqualTo(get(gateway, owner, other + "/" + side + "/body").body());
                assertThat(mine)
                        .isEqualTo(
                                (side.equals("request") ? REQUEST : String.join("", EVENTS))
                                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(here.getFirst().path("provider").asString()).isEqualTo("anthropic");
    }

    private List<JsonNode> items(Weir weir, String token) throws Exception {
        JsonNode page = Api.JSON.readTree(get(weir, token, "/api/v1/exchanges").body());
        return List.copyOf(page.path("items").values());
    }

    private void noSecretAt(Weir local) throws Exception {
        String token = kept();
        for (Weir weir : List.of(local, gateway)) {
            String exported =
                    new String(
                            get(weir, weir == gateway ? owner : "", "/api/v1/export?format=jsonl")
                                    .body(),
                            StandardCharsets.UTF_8);
            assertThat(exported)
                    .doesNotContain(token)
                    .doesNotContain(PROVIDER_KEY)
                    .doesNotContain(TOOLS_KEY);
        }
        String info = new String(get(local, "", "/api/v1/info").body(), StandardCharsets.UTF_8);
        assertThat(info).contains("\"gateway\":\"" + console(gateway)).doesNotContain(token);
    }

    @Test
    void aTokenThatHasEndedIsToldOfInTheToolsDialect() throws Exception {
        login();
        try (Weir local = weir("local", Map.of())) {
            assertThat(call(local, "/anthropic/v1/messages").status()).isEqualTo(200);
            String token = kept();
            api(token, "/api/v1/sign-out", "");
            Answer ended = call(local, "/anthropic/v1/messages");
            assertThat(ended.status()).isEqualTo(401);
            assertThat(ended.body().text())
                    .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"")
                    .contains("weir login");

            new SignInFile(directory.resolve("home")).forget(console(gateway));
            Answer none = call(local, "/anthropic/v1/messages");
            for (int i = 0; i < 50 && none.weirError().isEmpty(); i++) {
                Thread.sleep(100);
                none = call(local, "/anthropic/v1/messages");
            }
            assertThat(none.weirError()).isEqualTo("missing_key");
            assertThat(none.body().text()).contains("weir login " + console(gateway), "--direct");
            assertThat(provider.received()).hasSize(1);
        }
    }

    @Test
    void directSendsCallsToTheProvider() throws Exception {
        login();
        try (Weir local =
                weir(
                        "local",
                        Map.of(
                                "upstream.gateway",
                                "none",
                                "providers.anthropic.url",
                                provider.url()))) {
            assertThat(local.gateway()).isEmpty();
            call(local, "/anthropic/v1/messages");
            assertThat(provider.received().getFirst().head().headers().all("x-api-key"))
                    .containsExactly(TOOLS_KEY);
        }
    }

    @Test
    void aTokenGoesToNoOtherHostAndNowhereWithoutTls() throws Exception {
        SignInFile file = new SignInFile(directory.resolve("home"));
        String token = "weir_st_x";
        file.keep(
                new SignInFile.Entry(
                        "https://weir.example", token, "", "https://evil.example:4141", true));
        notStarted("a token goes to no other host");
        file.keep(
                new SignInFile.Entry(
                        "https://weir.example", token, "", "http://weir.example:4141", true));
        notStarted("speaks no TLS");
        assertThat(command("login", "http://weir.example")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("speaks no TLS");
    }

    private void notStarted(String why) throws Exception {
        try (Weir local = weir("local", Map.of())) {
            throw new AssertionError("it started with " + local.gateway());
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(why);
        }
    }

    @Test
    void whatADryRunWouldHaveRefusedIsFoundFromTheCommandLine() throws Exception {
        SignInFile file = new SignInFile(directory.resolve("home"));
        file.keep(new SignInFile.Entry(console(gateway), owner, "ann@acme.example", "", false));
        api(
                owner,
                "/api/v1/policies",
                "{\"name\":\"no models\",\"spec\":{\"mode\":\"dry_run\",\"deny\":{\"models\":[\"*\"]}}}");
        String token =
                api(owner, "/api/v1/tokens", "{\"name\":\"scripts\"}").path("token").asString();
        try (RawClient tool = RawClient.connect(gateway.proxy().getPort())) {
            Answer answer =
                    tool.post("/anthropic/v1/messages", "x-api-key: " + token + "\r\n", REQUEST)
                            .answer();
            assertThat(answer.status()).isEqualTo(200);
        }
        String[] server = {"--server", console(gateway)};
        assertThat(said(server, "search", "would-refuse:\"no models\" key:main")).hasLineCount(2);
        assertThat(said(server, "search", "would-refuse:other")).isEmpty();
        assertThat(said(server, "stats", "--by", "token,key", "--csv"))
                .contains("\nscripts,main,1,");
        assertThat(said(server, "stats", "--by", "day,ruling", "--csv"))
                .contains(",would_refuse policy:no models,1,");
        assertThat(said(server, "show", "last"))
                .containsPattern("token +scripts\n")
                .containsPattern("key +main\n")
                .containsPattern("rule +would_refuse policy:no models: the model '.+' is not");
    }

    private String said(String[] server, String... words) {
        out.reset();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(server));
        assertThat(command(all.toArray(String[]::new)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void pruneLeavesPeopleAloneUnlessTheyAreMeant() throws Exception {
        SignInFile file = new SignInFile(directory.resolve("home"));
        file.keep(new SignInFile.Entry(console(gateway), owner, "ann@acme.example", "", false));
        api(owner, "/api/v1/users", "{\"name\":\"bob@acme.example\"}");
        String rules = Files.writeString(directory.resolve("rules.yaml"), "users: {}\n").toString();
        String[] apply = {"apply", "--server", console(gateway), "-f", rules, "--prune"};
        assertThat(command(apply)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Nothing to change.");
        out.reset();
        assertThat(
                        command(
                                "apply",
                                "--server",
                                console(gateway),
                                "-f",
                                rules,
                                "--prune-users",
                                "--dry-run"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("- users bob@acme.example", "1 changes to make.")
                .doesNotContain("- users ann");
        assertThat(users()).contains("bob@acme.example");
        assertThat(command("apply", "--server", console(gateway), "-f", rules, "--prune-users"))
                .isZero();
        assertThat(users()).contains("ann@acme.example").doesNotContain("bob@acme.example");
    }

    private String users() throws Exception {
        return new String(get(gateway, owner, "/api/v1/users").body(), StandardCharsets.UTF_8);
    }
}
