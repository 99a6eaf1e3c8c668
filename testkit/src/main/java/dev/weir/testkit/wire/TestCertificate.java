package dev.weir.testkit.wire;

import dev.weir.testkit.Bytes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate with its key, made by the JDK's keytool for one test run and trusted by
 * nobody who was not told to. Nothing here trusts everything.
 */
public final class TestCertificate {

    private static final char[] PASSWORD = "testing-only".toCharArray();
    private static final String ALIAS = "test";

    private final KeyStore store;
    private final Path certificate;
    private final Path key;

    private TestCertificate(KeyStore store, Path certificate, Path key) {
        this.store = store;
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Makes one.
     *
     * @param directory where its files go
     * @param names the subject alternative names, e.g. {@code DNS:localhost}, {@code IP:127.0.0.1}
     */
    public static TestCertificate make(Path directory, String... names)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = Files.createTempDirectory(directory, "certificate").resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-alias",
                                        ALIAS,
                                        "-keyalg",
                                        "EC",
                                        "-groupname",
                                        "secp256r1",
                                        "-dname",
                                        "CN=weir test",
                                        "-validity",
                                        "2",
                                        "-ext",
                                        "san=" + String.join(",", names),
                                        "-ext",
                                        "bc:c=ca:true",
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        new String(PASSWORD),
                                        "-keystore",
                                        file.toString()))
                        .redirectErrorStream(true)
                        .start();
        String output =
                new String(
                        keytool.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed: " + output);
        }
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        Path certificate = file.resolveSibling("certificate.pem");
        Path key = file.resolveSibling("key.pem");
        Files.writeString(certificate, pem("CERTIFICATE", certificate(store).getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD).getEncoded()));
        return new TestCertificate(store, certificate, key);
    }

    private static Certificate certificate(KeyStore store) throws GeneralSecurityException {
        return store.getCertificate(ALIAS);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, Bytes.of("\n").array()).encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }

    /** The certificate as a PEM file: what a client is told to trust. */
    public Path certificateFile() {
        return certificate;
    }

    /** The private key as a PKCS #8 PEM file. */
    public Path keyFile() {
        return key;
    }

    /** For a server that shows this certificate. */
    public SSLContext server() throws GeneralSecurityException {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** For a client that trusts this certificate and no other. */
    public SSLContext client() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, certificate(store));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
