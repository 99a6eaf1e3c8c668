package dev.weir.gateway.alerts;

import dev.weir.core.json.JsonWriter;
import dev.weir.core.limit.SubjectNames;
import dev.weir.core.limit.Warning;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts each warning as JSON to one address, in order, on a thread of its own. Never in the way of
 * a call: what does not fit its queue is dropped and counted, and so is what cannot be told after
 * {@value #TRIES} tries. The address is a secret as far as logs go; only its host is named.
 */
public final class Webhook implements Consumer<Warning>, AutoCloseable {

    private static final Logger LOG = System.getLogger("weir.alerts");

    private static final int ROOM = 1_000;
    private static final int TRIES = 4;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /**
     * Where warnings go.
     *
     * @param url http or https
     * @param secret signs what is sent, null for no signature
     */
    public record Target(URI url, @Nullable String secret) {

        @Override
        public String toString() {
            return "Target[" + url.getHost() + "]";
        }
    }

    private final Target target;
    private final SubjectNames names;
    private final Supplier<Instant> clock;
    private final Duration pause;
    private final Duration patience;
    private final Counter told;
    private final Counter dropped;
    private final BlockingQueue<Warning> waiting = new ArrayBlockingQueue<>(ROOM);
    private final HttpClient client;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param pause between the first two tries; four times as long between the next two, and so on
     */
    public Webhook(
            Target target,
            SubjectNames names,
            Supplier<Instant> clock,
            Duration pause,
            MeterRegistry metrics) {
        this(target, names, clock, pause, ANSWER, metrics);
    }

    /**
     * @param patience how long a whole answer may take
     */
    Webhook(
            Target target,
            SubjectNames names,
            Supplier<Instant> clock,
            Duration pause,
            Duration patience,
            MeterRegistry metrics) {
        this.target = target;
        this.names = names;
        this.clock = clock;
        this.pause = pause;
        this.patience = patience;
        this.told =
                Counter.builder("weir.alerts.told")
                        .description("Warnings that the webhook took")
                        .register(metrics);
        this.dropped =
                Counter.builder("weir.alerts.dropped")
                        .description("Warnings that the webhook did not take, or had no room for")
                        .register(metrics);
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        this.thread = Thread.ofVirtual().name("weir-alerts").start(this::run);
    }

    @Override
    public void accept(Warning warning) {
        if (closed || !waiting.offer(warning)) {
            dropped.increment();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Warning warning = waiting.poll(1, TimeUnit.SECONDS);
                if (warning != null) {
                    tell(warning);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Warning warning) throws InterruptedException {
        HttpRequest request =
                request(
                        JsonWriter.write(
                                        WarningJson.of(
                                                warning, names.of(warning.whose()), clock.get()))
                                .getBytes(StandardCharsets.UTF_8));
        String why = "";
        Duration rest = pause;
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                Thread.sleep(rest);
                rest = rest.multipliedBy(4);
            }
            try {
                int status = status(request);
                if (status < 300) {
                    told.increment();
                    return;
                }
                why = "status " + status;
                if (status < 500 && status != 408 && status != 429) {
                    break;
                }
            } catch (IOException e) {
                why = e.getClass().getSimpleName();
            }
        }
        dropped.increment();
        LOG.log(
                Level.WARNING,
                "a warning could not be told to the webhook at {0}: {1}",
                target.url().getHost(),
                why);
    }

    /**
     * Sends, and waits for the whole answer no longer than it may take: a time limit of the request
     * itself would end at the head.
     */
    private int status(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer in " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target.url())
                        .header("content-type", "application/json")
                        .header("user-agent", "weir")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        String secret = target.secret();
        if (secret != null) {
            request.header("x-weir-signature", "sha256=" + signature(secret, body));
        }
        return request.build();
    }

    /** HMAC-SHA256 of the body, in hexadecimal digits. */
    static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** Gives up what waits. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        client.shutdownNow();
    }
}
