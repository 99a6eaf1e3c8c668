package dev.weir.gateway.oidc;

import com.nimbusds.jose.util.DefaultResourceRetriever;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Fetches documents of an identity provider: in bounded time and size, and without redirects. */
final class Fetcher extends DefaultResourceRetriever {

    static final int CONNECT_MILLIS = 5_000;
    static final int READ_MILLIS = 10_000;
    private static final int LARGEST = 512 * 1024;

    Fetcher() {
        super(CONNECT_MILLIS, READ_MILLIS, LARGEST);
    }

    @Override
    @SuppressWarnings("deprecation") // what its own constructor calls
    protected HttpURLConnection openConnection(URL url) throws IOException {
        HttpURLConnection connection = super.openConnection(url);
        connection.setInstanceFollowRedirects(false);
        return connection;
    }
}
