package dev.weir.gateway.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What every page needs that the server writes. */
final class Html {

    private Html() {}

    /** Text for any place between tags or within quotes. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 64);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** The source by which a content security policy allows one inline script or style. */
    static String source(String inline) {
        byte[] hash = Sha256.begin().digest(inline.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }
}
