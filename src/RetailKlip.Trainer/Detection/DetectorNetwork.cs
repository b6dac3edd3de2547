using RetailKlip.Vision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Finds items on a tray whatever they are: for every second pixel whether it shows an item, whether an item's middle is there, and
/// how far its item's middle is away (Cheng et al., "Panoptic-DeepLab", CVPR 2020, without classes). Sees the empty tray beside the picture.
/// Residual blocks on the way down, sums of enlarged features on the way up (Lin et al., "Feature Pyramid Networks", CVPR 2017).
/// </summary>
public sealed class DetectorNetwork : nn.Module<Tensor, Tensor>
{
    internal const int Levels = 5;

    // Offsets of items at hand are some tens of pixels; the network computes with numbers of about 1.
    private const float OffsetUnit = 16;

    // A middle is one pixel of many thousands: the network starts by expecting none (Lin et al., "Focal Loss", ICCV 2017).
    private const float MiddleBias = -4;

    private readonly ConvNorm _stem;
    private readonly ResidualBlock[] _down = new ResidualBlock[Levels];
    private readonly ConvNorm[] _sideways = new ConvNorm[Levels];
    private readonly ConvNorm[] _up = new ConvNorm[Levels];
    private readonly Conv2d _head;

    public DetectorNetwork(DetectorOptions options)
        : base(nameof(DetectorNetwork))
    {
        _stem = new(2 * 3, options.Channels[0], 3, 2);
        register_module("stem", _stem);
        for (var level = 0; level < Levels; level++)
        {
            _down[level] = new(options.Channels[Math.Max(0, level - 1)], options.Channels[level], level == 0 ? 1 : 2);
            // Wide features at half the size are dear: there the way up is as narrow as the way down.
            var to = level == 0 ? options.Channels[0] : options.Up;
            _sideways[level] = new(options.Channels[level], to, 1, 1);
            _up[level] = new(to, level == 1 ? options.Channels[0] : to, 3, 1);
            register_module($"down{level}", _down[level]);
            register_module($"sideways{level}", _sideways[level]);
            register_module($"up{level}", _up[level]);
        }
        _head = nn.Conv2d(options.Channels[0], ItemDetector.Maps, 1);
        register_module("head", _head);
        using var gradients = no_grad();
        nn.init.zeros_(_head.bias!);
        _head.bias![ItemDetector.MiddleMap] = MiddleBias;
    }

    /// <param name="input">N×6×H×W: the picture and the empty tray, H and W multiples of <see cref="ItemDetector.SizeMultiple"/>.</param>
    /// <returns>N×4×H/2×W/2: logit of an item, logit of a middle, and the way to the middle in pixels of this map, right and down.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = _stem.forward(input).relu_();
        var features = new Tensor[Levels];
        for (var level = 0; level < Levels; level++)
            features[level] = hidden = _down[level].forward(hidden);
        var up = _up[^1].forward(_sideways[^1].forward(hidden)).relu_();
        for (var level = Levels - 2; level >= 0; level--)
        {
            up = nn.functional.interpolate(up, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);
            up = _up[level].forward(_sideways[level].forward(features[level]).add_(up)).relu_();
        }
        return (_head.forward(up) * Units(up.device)).MoveToOuterDisposeScope();
    }

    internal byte[] Export()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var graph = new OnnxGraph();
        var hidden = graph.Relu(_stem.Write(graph, graph.Input(ItemDetector.InputName, 2 * 3)));
        var features = new string[Levels];
        for (var level = 0; level < Levels; level++)
            features[level] = hidden = _down[level].Write(graph, hidden);
        var up = graph.Relu(_up[^1].Write(graph, _sideways[^1].Write(graph, hidden)));
        for (var level = Levels - 2; level >= 0; level--)
            up = graph.Relu(_up[level].Write(graph, graph.Add(_sideways[level].Write(graph, features[level]), graph.Enlarge(up, 1, 1, 2, 2))));
        var units = Units(CPU);
        var maps = graph.Convolution(up, _head.weight * units.view(-1, 1, 1, 1), _head.bias! * units.view(-1), stride: 1);
        graph.OutputMaps(maps, ItemDetector.OutputName, ItemDetector.Maps);
        return graph.ToBytes("RetailKlip.Trainer");
    }

    private static Tensor Units(Device device) => tensor([1, 1, OffsetUnit, OffsetUnit], device: device).view(1, -1, 1, 1);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var module in _down.Concat<nn.Module>(_sideways).Concat(_up).Append(_stem).Append(_head))
                module.Dispose();
        base.Dispose(disposing);
    }
}
