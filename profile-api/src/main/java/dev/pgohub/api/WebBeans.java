package dev.pgohub.api;

import dev.pgohub.api.problem.EmptyErrorReport;
import dev.pgohub.api.problem.UnreadBodyFilter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How HTTP is spoken. */
@Configuration(proxyBeanMethods = false)
class WebBeans {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
    return factory -> {
      factory.addConnectorCustomizers(
          connector -> {
            // curl calls any body a form: it must not be read as one.
            connector.setParseBodyMethods("");
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

  @Bean
  WebMvcConfigurer counters(MeterRegistry meters) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new RequestCounters(meters)).addPathPatterns("/profile/**");
      }
    };
  }
}
