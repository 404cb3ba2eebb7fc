/** Asks AWS what the ports of {@code io.zonekeeper.core.aws} want; nothing else imports the AWS SDK. */
package io.zonekeeper.aws;
