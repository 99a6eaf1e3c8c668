package dev.weir.gateway.vault;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** One GET over HTTP: the way by which a provider is asked about a key. */
@FunctionalInterface
public interface Lookup {

    /** Bytes of an answer that are read; the rest is not. */
    int MOST_READ = 64 * 1024;

    /**
     * Gets a URL. Redirects are not followed.
     *
     * @param fields the request's header fields
     * @throws IOException where there is no answer in time
     */
    Answer get(URI url, Map<String, String> fields) throws IOException;

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param body the beginning of the body
     */
    record Answer(int status, String body) {}
}
