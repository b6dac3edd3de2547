using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>
/// Publishes every event at a broker by MQTT 5 (OASIS, 2019) with quality of service 1: the broker has it once it acknowledges it. What it
/// does with it then is the broker's: one that is to lose nothing keeps its sessions on its disk.
/// </summary>
internal sealed class MqttTarget(MqttOptions options, string kiosk) : ITarget
{
    // Longer than a broker is away at a time.
    private static readonly TimeSpan SessionExpiry = TimeSpan.FromDays(7);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    public bool AtMostOnce => false;

    private int Port => options.Port != 0 ? options.Port : options.Tls ? 8883 : 1883;

    private string Broker => string.Create(CultureInfo.InvariantCulture, $"{(options.Tls ? "mqtts" : "mqtt")}://{options.Host}:{Port}");

    public Task OpenAsync(CancellationToken stopping) => _client.IsConnected ? Task.CompletedTask : GuardedAsync(async stop =>
    {
        var answer = await _client.ConnectAsync(Settings(), stop);
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
            throw new DeliveryException($"{Broker} refuses the connection: {answer.ResultCode} {answer.ReasonString}");
    }, stopping);

    public Task DeliverAsync(OutboxMessage message, CancellationToken stopping) => GuardedAsync(async stop =>
    {
        var answer = await _client.PublishAsync(Message(message), stop);
        if (answer.ReasonCode == MqttClientPublishReasonCode.NoMatchingSubscribers && options.NeedsSubscriber)
            throw new DeliveryException(
                $"{Broker} has no subscriber to {Topic(message)}, so that it would throw events away: subscribe to it");
        if (answer.ReasonCode is not (MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers))
            throw new DeliveryException($"{Broker} refuses an event on {Topic(message)}: {answer.ReasonCode} {answer.ReasonString}");
    }, stopping);

    public void Dispose() => _client.Dispose();

    private async Task GuardedAsync(Func<CancellationToken, Task> act, CancellationToken stopping)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limited.CancelAfter(options.Timeout);
        try
        {
            await act(limited.Token);
        }
        catch (Exception broken) when (broken is MqttCommunicationException or MqttProtocolViolationException or MqttConfigurationException
            or SocketException or IOException or UnauthorizedAccessException or AuthenticationException or CryptographicException
            or InvalidOperationException)
        {
            throw new DeliveryException($"{Broker} cannot be reached ({(broken.InnerException ?? broken).Message})", broken);
        }
        catch (OperationCanceledException late) when (!stopping.IsCancellationRequested)
        {
            throw new DeliveryException($"{Broker} did not answer within {options.Timeout}", late);
        }
    }

    private MqttClientOptions Settings()
    {
        var settings = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(options.Host, Port)
            .WithClientId(options.ClientId.Length > 0 ? options.ClientId : $"retailklip-{kiosk}")
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)SessionExpiry.TotalSeconds)
            .WithTimeout(options.Timeout);
        if (options.User.Length > 0)
            settings = settings.WithCredentials(options.User, SecretFile.Read(options.PasswordFile, options.Password).FirstOrDefault(""));
        if (options.Tls)
            settings = settings.WithTlsOptions(Encryption);
        return settings.Build();
    }

    private void Encryption(MqttClientTlsOptionsBuilder tls)
    {
        tls.UseTls().WithTargetHost(options.Host);
        if (options.AuthorityFile.Length == 0)
            return;
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(options.AuthorityFile);
        // A store's own authority publishes no revocations.
        tls.WithTrustChain(authority).WithRevocationMode(X509RevocationMode.NoCheck);
    }

    private MqttApplicationMessage Message(OutboxMessage message) => new MqttApplicationMessageBuilder()
        .WithTopic(Topic(message))
        .WithPayload(TillMessage.Write(message, kiosk).ToArray())
        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
        .WithContentType(TillMessage.ContentType)
        .WithPayloadFormatIndicator(MqttPayloadFormatIndicator.CharacterData)
        .WithUserProperty("id", Encoding.UTF8.GetBytes(message.Id))
        .WithUserProperty("type", Encoding.UTF8.GetBytes(message.Type))
        .WithUserProperty("basket", Encoding.UTF8.GetBytes(message.Basket.ToString()))
        .WithUserProperty("sequence", Encoding.UTF8.GetBytes(message.Sequence.ToString(CultureInfo.InvariantCulture)))
        .Build();

    private string Topic(OutboxMessage message) => options.Topic
        .Replace("{kiosk}", kiosk, StringComparison.Ordinal).Replace("{type}", message.Type, StringComparison.Ordinal);
}
