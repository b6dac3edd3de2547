using System.Collections.Immutable;

namespace RetailKlip.Scenes;

/// <summary>One thing that happens on the tray.</summary>
/// <param name="Start">When the hand begins to enter.</param>
/// <param name="Items">Places in <see cref="TrayScript.Items"/>, one for each hand: one or two.</param>
/// <param name="To">Where each comes to lie; as before when it is taken.</param>
public sealed record ScriptStep(ScriptAction Action, TimeSpan Start, ImmutableArray<int> Items, ImmutableArray<Pose> To)
{
    /// <summary>From the hand's entering to its touching or letting go.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromSeconds(0.8);

    /// <summary>How long a hand stays at an item, or slides it.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(0.35);

    /// <summary>From letting go until the hand is out of the picture.</summary>
    public static readonly TimeSpan Leave = TimeSpan.FromSeconds(0.65);

    /// <summary>No hand is in the picture from here on.</summary>
    public TimeSpan End => Start + Reach + Hold + Leave;
}
