package dev.weir.gateway.relay;

import dev.weir.core.access.Origin;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS on both sides: BoringSSL where its library is there for this machine, the JDK's otherwise.
 * TLS 1.2 and later; the provider's certificate must be trusted and name the host, always.
 */
final class RelayTls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SslContext upstreamHttp1;
    private final SslContext upstreamHttp2;
    private final @Nullable SslContext server;

    RelayTls(RelayOptions options) throws IOException {
        SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
        try {
            TrustManager trust = trust(options.trust());
            upstreamHttp1 = upstream(provider, trust, ApplicationProtocolNames.HTTP_1_1);
            upstreamHttp2 =
                    upstream(
                            provider,
                            trust,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
        RelayOptions.Tls own = options.tls();
        server =
                own == null
                        ? null
                        : SslContextBuilder.forServer(
                                        own.certificate().toFile(), own.key().toFile())
                                .sslProvider(provider)
                                .protocols(PROTOCOLS)
                                .ciphers(
                                        Http2SecurityUtil.CIPHERS,
                                        SupportedCipherSuiteFilter.INSTANCE)
                                .applicationProtocolConfig(
                                        protocols(
                                                ApplicationProtocolNames.HTTP_2,
                                                ApplicationProtocolNames.HTTP_1_1))
                                .build();
    }

    private static SslContext upstream(
            SslProvider provider, TrustManager trust, String... protocols) throws IOException {
        return SslContextBuilder.forClient()
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .trustManager(trust)
                .endpointIdentificationAlgorithm("HTTPS")
                .applicationProtocolConfig(protocols(protocols))
                .build();
    }

    private static ApplicationProtocolConfig protocols(String... names) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                names);
    }

    /** True where the proxy port speaks TLS. */
    boolean onServer() {
        return server != null;
    }

    SslHandler toClient(ByteBufAllocator allocator) {
        SslContext context = server;
        if (context == null) {
            throw new IllegalStateException("the proxy port has no certificate");
        }
        return context.newHandler(allocator);
    }

    SslHandler toUpstream(ByteBufAllocator allocator, Origin origin, boolean http2) {
        SslHandler handler =
                (http2 ? upstreamHttp2 : upstreamHttp1)
                        .newHandler(allocator, origin.host(), origin.port());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    /** The platform's trusted certificates, and those of a file besides. */
    private static TrustManager trust(@Nullable Path more)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (X509Certificate certificate : manager(null).getAcceptedIssuers()) {
            store.setCertificateEntry("platform-" + count++, certificate);
        }
        if (more != null) {
            try (InputStream pem = Files.newInputStream(more)) {
                for (Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    store.setCertificateEntry("more-" + count++, certificate);
                }
            }
        }
        return manager(store);
    }

    private static X509TrustManager manager(@Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("the platform has no X.509 trust manager");
    }
}
