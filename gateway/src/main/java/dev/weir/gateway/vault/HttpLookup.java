package dev.weir.gateway.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A look-up with the JDK's client, made for one and closed after it. It uses no proxy, keeps no
 * cookies and follows no redirect, which could lead the key elsewhere.
 */
public final class HttpLookup implements Lookup {

    private final Duration connect;
    private final Duration total;

    /**
     * @param connect how long connecting may take
     * @param total how long the head of the answer may take
     */
    public HttpLookup(Duration connect, Duration total) {
        this.connect = connect;
        this.total = total;
    }

    @Override
    public Answer get(URI url, Map<String, String> fields) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(total).GET();
        fields.forEach(request::setHeader);
        try (HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(connect)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Answer(
                        response.statusCode(),
                        new String(body.readNBytes(MOST_READ), StandardCharsets.UTF_8));
            } finally {
                client.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
