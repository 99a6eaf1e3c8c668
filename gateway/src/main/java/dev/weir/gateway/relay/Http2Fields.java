package dev.weir.gateway.relay;

import dev.weir.core.exchange.Headers;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

import java.util.Locale;
import java.util.Map;

/**
 * Fields between HTTP/2's form and Weir's: lower-case names, and pseudo-fields that are not fields.
 */
final class Http2Fields {

    private Http2Fields() {}

    /** The fields without the pseudo-fields. Cookie crumbs stay as they came. */
    static Headers read(Http2Headers fields) {
        Headers.Builder headers = Headers.builder();
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            CharSequence name = field.getKey();
            if (name.isEmpty() || name.charAt(0) != ':') {
                headers.add(name.toString(), field.getValue().toString());
            }
        }
        return headers.build();
    }

    static Http2Headers response(int status, Headers headers) {
        return add(new DefaultHttp2Headers(false).status(Integer.toString(status)), headers);
    }

    static Http2Headers request(
            String method, String scheme, String authority, String path, Headers headers) {
        return add(
                new DefaultHttp2Headers(false)
                        .method(method)
                        .scheme(scheme)
                        .authority(authority)
                        .path(path),
                headers);
    }

    static Http2Headers trailers(Headers headers) {
        return add(new DefaultHttp2Headers(false), headers);
    }

    private static Http2Headers add(Http2Headers fields, Headers headers) {
        headers.forEach((name, value) -> fields.add(name.toLowerCase(Locale.ROOT), value));
        return fields;
    }
}
