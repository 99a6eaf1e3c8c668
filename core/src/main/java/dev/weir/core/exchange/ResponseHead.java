package dev.weir.core.exchange;

/**
 * The head of a response.
 *
 * @param status the status code, 100 to 999
 * @param reason the reason phrase as sent, empty where there is none (HTTP/2 has none)
 * @param version {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}
 * @param headers the fields as received from upstream, before any is left out for the client
 */
public record ResponseHead(int status, String reason, String version, Headers headers) {}
