package dev.pgohub.api;

import dev.pgohub.api.problem.EmptyErrorReport;
import dev.pgohub.api.problem.UnreadBodyFilter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How HTTP is spoken. */
@Configuration(proxyBeanMethods = false)
class WebBeans {

  /** Of each connection. */
  private static final String WRITE_BUFFER_BYTES = Integer.toString(32 << 10);

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
    return factory -> {
      factory.addConnectorCustomizers(
          connector -> {
            // curl calls any body a form: it must not be read as one.
            connector.setParseBodyMethods("");
            // A profile in few pieces: each is a call of the kernel, and wakes who reads.
            connector.setProperty("socket.appWriteBufSize", WRITE_BUFFER_BYTES);
            // Who asks before sending a large body is told only when it will be read.
            connector.setProperty(
                "continueResponseTiming", ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
          });
      factory.addContextCustomizers(
          context -> {
            if (context.getParent() instanceof StandardHost host) {
              host.setErrorReportValveClass(EmptyErrorReport.class.getName());
            }
          });
    };
  }

  @Bean
  UnreadBodyFilter unreadBodyFilter() {
    return new UnreadBodyFilter();
  }

  @Bean
  SecurityHeadersFilter securityHeadersFilter() {
    return new SecurityHeadersFilter();
  }

  /** Off: the dispatcher says by itself which request a thread answers, and no filter asks. */
  @Bean
  FilterRegistrationBean<RequestContextFilter> requestContext() {
    var registration = new FilterRegistrationBean<>(new RequestContextFilter());
    registration.setEnabled(false);
    return registration;
  }

  /**
   * Behind all other filters, those of access too. By its name, because it needs the local copy,
   * which is not to be opened by a web server that begins to start.
   */
  @Bean
  DelegatingFilterProxyRegistrationBean readyProfileRegistration() {
    var registration = new DelegatingFilterProxyRegistrationBean("readyProfileFilter");
    registration.setDispatcherTypes(DispatcherType.REQUEST);
    registration.setOrder(Ordered.LOWEST_PRECEDENCE);
    return registration;
  }

  @Bean
  RequestCounters requestCounters(MeterRegistry meters) {
    return new RequestCounters(meters);
  }

  @Bean
  WebMvcConfigurer counters(RequestCounters counters) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(counters).addPathPatterns("/profile/**");
      }
    };
  }
}
