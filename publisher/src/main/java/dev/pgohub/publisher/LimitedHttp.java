package dev.pgohub.publisher;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/** Connections over HTTP whose answers are within limits. */
record LimitedHttp(TransferLimits limits) implements HttpConnectionFactory {

  @Override
  public HttpConnection create(URL url) throws IOException {
    return new Connection(url, Proxy.NO_PROXY, limits);
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    return new Connection(url, proxy, limits);
  }

  private static final class Connection extends JDKHttpConnection {

    private final TransferLimits limits;

    Connection(URL url, Proxy proxy, TransferLimits limits) throws IOException {
      super(url, proxy);
      this.limits = limits;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return limits.limit(super.getInputStream());
    }
  }
}
