using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A till that hears events from a broker, and comes back whenever the broker does.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentDictionary<string, bool> _ids = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public Subscriber(Broker broker, string topic)
    {
        _client.ApplicationMessageReceivedAsync += message =>
        {
            var sent = message.ApplicationMessage;
            var id = Encoding.UTF8.GetString(sent.UserProperties.Single(property => property.Name == "id").ValueBuffer.Span);
            Got.Enqueue(TillMail.Of(id, JsonDocument.Parse(sent.Payload.ToArray()).RootElement));
            Topics.Enqueue(sent.Topic);
            _ids.TryAdd(id, true);
            return Task.CompletedTask;
        };
        _running = RunAsync(broker, topic);
    }

    public ConcurrentQueue<TillMail> Got { get; } = new();

    public ConcurrentQueue<string> Topics { get; } = new();

    public bool IsThere { get; private set; }

    /// <summary>Waits until so many different messages came.</summary>
    public Task UntilAsync(int messages) =>
        Eventually.TrueAsync(() => _ids.Count >= messages, () => $"{_ids.Count} of {messages} came");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _client.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync(Broker broker, string topic)
    {
        var options = new MqttClientOptionsBuilder().WithProtocolVersion(MqttProtocolVersion.V500).WithTcpServer("127.0.0.1", broker.Port)
            .WithClientId("till").WithCleanStart(false).WithSessionExpiryInterval(3600).WithReceiveMaximum(65_535).Build();
        for (; ; await Task.Delay(20, _end.Token))
        {
            if (IsThere = _client.IsConnected)
                continue;
            try
            {
                await _client.ConnectAsync(options, _end.Token);
                await _client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, _end.Token);
            }
            catch (Exception gone) when (gone is MqttCommunicationException or InvalidOperationException)
            {
                // It is tried again.
            }
        }
    }
}
