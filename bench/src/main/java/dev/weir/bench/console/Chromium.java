package dev.weir.bench.console;

import dev.weir.bench.peers.ChildProcess;
import dev.weir.testkit.BrowserProgram;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Chromium without a window, told what to do by the <a
 * href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>.
 */
final class Chromium implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final ChildProcess process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger serial = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

    private Chromium(ChildProcess process, URI address) {
        this.process = process;
        socket = client.newWebSocketBuilder().buildAsync(address, new Ear()).join();
    }

    /**
     * Starts it.
     *
     * @param directory for its profile and log
     * @throws IOException where it does not start
     */
    static Chromium start(Path program, Path directory) throws IOException {
        Path profile = Files.createDirectories(directory.resolve("profile"));
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(BrowserProgram.ARGUMENTS);
        command.addAll(
                List.of(
                        "--window-size=1440,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile));
        ChildProcess process = ChildProcess.start("chromium", directory, Map.of(), false, command);
        try {
            return new Chromium(process, address(profile.resolve("DevToolsActivePort")));
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Chromium writes its port and path there when it listens. */
    private static URI address(Path file) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() > 1) {
                return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            }
            pause();
        }
        throw new IOException("Chromium did not say its port in " + START.toSeconds() + " s");
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the bench was interrupted", e);
        }
    }

    /** A page with a cache of its own. */
    final class Tab implements AutoCloseable {

        private final String context;
        private final String session;

        Tab() throws IOException {
            context =
                    ask(null, "Target.createBrowserContext", Map.of())
                            .at("/browserContextId")
                            .asString();
            String target =
                    ask(
                                    null,
                                    "Target.createTarget",
                                    Map.of("url", "about:blank", "browserContextId", context))
                            .at("/targetId")
                            .asString();
            session =
                    ask(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                            .at("/sessionId")
                            .asString();
            ask(session, "Page.enable", Map.of());
        }

        /**
         * Goes to an address; whoever wants to know when it is there asks the page.
         *
         * @param script what the document runs before its own scripts
         */
        void open(URI address, String script) throws IOException {
            String identifier =
                    ask(session, "Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                            .at("/identifier")
                            .asString();
            JsonNode gone = ask(session, "Page.navigate", Map.of("url", address.toString()));
            if (gone.has("errorText")) {
                throw new IOException(address + ": " + gone.at("/errorText").asString());
            }
            ask(
                    session,
                    "Page.removeScriptToEvaluateOnNewDocument",
                    Map.of("identifier", identifier));
        }

        /** What an expression is in the page, once its promise is kept. */
        JsonNode evaluate(String expression) throws IOException {
            JsonNode answer =
                    ask(
                            session,
                            "Runtime.evaluate",
                            Map.of(
                                    "expression",
                                    expression,
                                    "awaitPromise",
                                    true,
                                    "returnByValue",
                                    true));
            if (answer.has("exceptionDetails")) {
                throw new IOException(expression + ": " + answer.at("/exceptionDetails"));
            }
            return answer.at("/result/value");
        }

        /** Strikes a key that types nothing, such as {@code End}. */
        void press(String key) throws IOException {
            for (String type : List.of("keyDown", "keyUp")) {
                ask(
                        session,
                        "Input.dispatchKeyEvent",
                        Map.of("type", type, "key", key, "code", key));
            }
        }

        @Override
        public void close() throws IOException {
            ask(null, "Target.disposeBrowserContext", Map.of("browserContextId", context));
        }
    }

    private JsonNode ask(@Nullable String session, String method, Map<String, Object> parameters)
            throws IOException {
        int id = serial.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> message =
                session == null
                        ? Map.of("id", id, "method", method, "params", parameters)
                        : Map.of(
                                "id",
                                id,
                                "method",
                                method,
                                "params",
                                parameters,
                                "sessionId",
                                session);
        socket.sendText(JSON.writeValueAsString(message), true).join();
        try {
            JsonNode got = answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            if (got.has("error")) {
                throw new IOException(method + ": " + got.at("/error/message").asString());
            }
            return got.at("/result");
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("Chromium did not answer " + method, e);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while waiting for Chromium", e);
        } finally {
            waiting.remove(id);
        }
    }

    /** Gives answers to those who wait; events are not listened to. */
    private final class Ear implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> answer =
                        message.has("id") ? waiting.get(message.at("/id").asInt()) : null;
                if (answer != null) {
                    answer.complete(message);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable problem) {
            waiting.values().forEach(answer -> answer.completeExceptionally(problem));
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        process.close();
    }
}
