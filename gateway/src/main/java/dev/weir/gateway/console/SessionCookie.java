package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;
import dev.weir.core.token.TokenText;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * The cookie in which a browser keeps its session. Over TLS it is {@code Secure} and its name
 * begins with {@code __Host-}, which browsers let no other host and no page without TLS set. Weir
 * itself speaks no TLS on the console port: that the browser does is known from the configured
 * public address, or from the origin of the page that asks.
 */
final class SessionCookie {

    private static final String SESSION = "weir_session";
    private static final String HOST = "__Host-";

    private final String name;
    private final boolean tls;

    /**
     * @param publicUrl the console's address as people reach it, empty where none is configured
     */
    SessionCookie(String publicUrl) {
        this(SESSION, publicUrl);
    }

    /**
     * A cookie of another name, kept in the same way.
     *
     * @param publicUrl the console's address as people reach it, empty where none is configured
     */
    SessionCookie(String name, String publicUrl) {
        this.name = name;
        this.tls = isTls(publicUrl);
    }

    private static boolean isTls(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("https://");
    }

    private boolean overTls(Headers request) {
        String origin = request.first("origin");
        return tls || origin != null && isTls(origin);
    }

    /** The field that has the browser keep a session. */
    String holding(TokenText token, Headers request) {
        return field(token.reveal(), request);
    }

    /** The field that has the browser forget it. */
    String gone(Headers request) {
        return field("", request) + "; Max-Age=0";
    }

    /** The field that has the browser keep a value. */
    String field(String value, Headers request) {
        return overTls(request)
                ? HOST + name + "=" + value + "; Path=/; Secure; HttpOnly; SameSite=Lax"
                : name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax";
    }

    /** The value that a browser sends; null where it sends none. */
    @Nullable String in(Headers headers) {
        String bare = null;
        for (String cookies : headers.all("cookie")) {
            for (String cookie : cookies.split(";", -1)) {
                int equals = cookie.indexOf('=');
                String given = equals < 0 ? "" : cookie.substring(0, equals).strip();
                if (given.equals(HOST + name)) {
                    return cookie.substring(equals + 1).strip();
                }
                if (given.equals(name) && !tls) {
                    bare = cookie.substring(equals + 1).strip();
                }
            }
        }
        return bare;
    }
}
