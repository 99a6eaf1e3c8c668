package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The read API of a Weir, as a client. Failures are {@link CliFailure} with what to do. */
final class Api implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();

    private final URI server;
    private final String token;
    private final HttpClient client;

    /**
     * @param server the console's URL without a trailing slash
     */
    Api(URI server) {
        this(server, "");
    }

    /**
     * @param token a token of Weir's, empty for none
     */
    Api(URI server, String token) {
        this.server = server;
        this.token = token;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build();
    }

    URI server() {
        return server;
    }

    /** True where something like Weir answers; never fails. */
    boolean isLive() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server + "/livez"))
                            .timeout(Duration.ofSeconds(2))
                            .build();
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("\"ok\"");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A JSON document. */
    JsonNode json(String path) {
        byte[] body = bytes(path);
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw notWeir("its answer to " + path + " is not JSON");
        }
    }

    /** What this Weir is: the document that every Weir has. */
    JsonNode info() {
        JsonNode info = json("/api/v1/info");
        if (info.path("signInRequired").asBoolean(false) && !info.has("proxy")) {
            throw new CliFailure(
                    server + " wants you to sign in.", "Sign in with: weir login " + server);
        }
        if (!info.path("proxy").asString("").startsWith("http")) {
            throw notWeir("its answer to /api/v1/info names no proxy port");
        }
        return info;
    }

    /** A body as bytes. */
    byte[] bytes(String path) {
        try (InputStream body = stream(path)) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /** A body as bytes with its status, whatever that is. */
    Answer answer(String path) {
        HttpResponse<InputStream> answer = send(path);
        try (InputStream body = answer.body()) {
            return new Answer(answer.statusCode(), body.readAllBytes());
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /** A status with its body. */
    static final class Answer {
        private final int status;
        private final byte[] body;

        private Answer(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        byte[] body() {
            return body;
        }

        /** The sentence of an error document; empty where there is none. */
        String message() {
            return Api.message(body);
        }
    }

    /** A body while it arrives; the caller closes it. */
    InputStream stream(String path) {
        return taken(path, send(path));
    }

    /** The body of an answer that is not an error. */
    private InputStream taken(String path, HttpResponse<InputStream> answer) {
        if (answer.statusCode() / 100 == 2) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            String message = message(body.readNBytes(1 << 20));
            if (message.isEmpty()) {
                throw notWeir("it answered " + path + " with status " + answer.statusCode());
            }
            if (answer.statusCode() == 400) {
                throw CliFailure.usage(
                        Plain.line(message) + ".", "The command's --help says what it takes.");
            }
            throw new CliFailure(
                    Plain.line(message),
                    answer.statusCode() == 401
                            ? "Sign in with: weir login " + server
                            : answer.statusCode() == 404
                                    ? "See what there is with: weir exchanges"
                                    : "Weir at "
                                            + server
                                            + " answered with status "
                                            + answer.statusCode()
                                            + ".");
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /** Sends a body while it is read; the answer, which comes when all of it was taken. */
    JsonNode post(String path, String type, InputStream body) {
        // No limit: it takes as long as the body is long.
        HttpResponse<InputStream> answer =
                send(
                        HttpRequest.newBuilder(URI.create(server + path))
                                .header("content-type", type)
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))
                                .build());
        try (InputStream document = taken(path, answer)) {
            return JSON.readTree(document.readAllBytes());
        } catch (JacksonException e) {
            throw notWeir("its answer to " + path + " is not JSON");
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private HttpResponse<InputStream> send(String path) {
        // The limit is for the head alone: an export's body takes as long as the archive is large.
        return send(
                HttpRequest.newBuilder(URI.create(server + path))
                        .timeout(Duration.ofSeconds(60))
                        .build());
    }

    /**
     * Sends a JSON document and answers another.
     *
     * @param method POST, PUT or DELETE
     * @param document what to send, null for nothing
     */
    JsonNode send(String method, String path, @Nullable JsonNode document) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofSeconds(60));
        if (document == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("content-type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(document.toString()));
        }
        try (InputStream body = taken(path, send(request.build()))) {
            return JSON.readTree(body.readAllBytes());
        } catch (JacksonException e) {
            throw notWeir("its answer to " + path + " is not JSON");
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /** Sends a form; the answer with its status, whatever that is. */
    Answer form(String path, Map<String, String> fields) {
        StringBuilder form = new StringBuilder();
        fields.forEach(
                (name, value) ->
                        form.append(form.isEmpty() ? "" : "&")
                                .append(name)
                                .append('=')
                                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                        .build();
        HttpResponse<InputStream> answer = send(request);
        try (InputStream body = answer.body()) {
            return new Answer(answer.statusCode(), body.readNBytes(1 << 20));
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest plain) {
        HttpRequest request =
                token.isEmpty()
                        ? plain
                        : HttpRequest.newBuilder(plain, (_, _) -> true)
                                .setHeader("authorization", "Bearer " + token)
                                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (HttpConnectTimeoutException e) {
            throw absent();
        } catch (HttpTimeoutException e) {
            throw brokenOff(e);
        } catch (java.net.ConnectException e) {
            throw absent();
        } catch (IOException e) {
            throw e.getCause() instanceof java.nio.channels.UnresolvedAddressException
                    ? absent()
                    : brokenOff(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new java.io.InterruptedIOException());
        }
    }

    private CliFailure absent() {
        return new CliFailure(
                "Nothing answers at " + server + ".",
                "Start Weir with './weir serve', or name another one with --server URL or $WEIR_SERVER.");
    }

    private CliFailure notWeir(String why) {
        return new CliFailure(
                "What answers at " + server + " does not look like Weir: " + why + ".",
                "Name Weir's console port with --server URL; 'weir doctor' tells what is there.");
    }

    private CliFailure brokenOff(IOException e) {
        return new CliFailure(
                "The answer of " + server + " broke off: " + Plain.line(reason(e)) + ".",
                "See Weir's own messages, and 'weir doctor'.");
    }

    private static String reason(Throwable e) {
        @Nullable String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static String message(byte[] body) {
        try {
            return JSON.readTree(body).path("error").path("message").asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
