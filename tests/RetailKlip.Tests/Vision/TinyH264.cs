namespace RetailKlip.Tests.Vision;

/// <summary>
/// The smallest honest H.264 encoder (ITU-T H.264, baseline): every macroblock is I_PCM, that is its samples as they are, so that a
/// decoder gives back exactly what went in. Every picture is an IDR picture of one grey.
/// </summary>
internal static class TinyH264
{
    public const int Width = 64;
    public const int Height = 48;

    /// <summary>Sequence parameter set, as a NAL unit.</summary>
    public static byte[] Sps => new Bits(0x67, 66, 0xC0, 30)
        .Ue(0)       // seq_parameter_set_id
        .Ue(0)       // log2_max_frame_num_minus4
        .Ue(2)       // pic_order_cnt_type
        .Ue(1)       // max_num_ref_frames
        .Put(0, 1)   // gaps_in_frame_num_value_allowed_flag
        .Ue(Width / 16 - 1)
        .Ue(Height / 16 - 1)
        .Put(1, 1)   // frame_mbs_only_flag
        .Put(1, 1)   // direct_8x8_inference_flag
        .Put(0, 1)   // frame_cropping_flag
        .Put(0, 1)   // vui_parameters_present_flag
        .Unit();

    /// <summary>Picture parameter set, as a NAL unit.</summary>
    public static byte[] Pps => new Bits(0x68)
        .Ue(0).Ue(0) // ids
        .Put(0, 1)   // entropy_coding_mode_flag: CAVLC
        .Put(0, 1)   // bottom_field_pic_order_in_frame_present_flag
        .Ue(0)       // num_slice_groups_minus1
        .Ue(0).Ue(0) // num_ref_idx_default_active_minus1
        .Put(0, 3)   // weighted prediction
        .Ue(0).Ue(0).Ue(0) // pic_init_qp, pic_init_qs, chroma_qp_index_offset: signed, 0 is 0
        .Put(1, 1)   // deblocking_filter_control_present_flag
        .Put(0, 2)   // constrained_intra_pred_flag, redundant_pic_cnt_present_flag
        .Unit();

    /// <summary>One picture of one grey, as a NAL unit.</summary>
    /// <param name="luma">16 to 235.</param>
    public static byte[] Picture(int number, byte luma)
    {
        var bits = new Bits(0x65)
            .Ue(0)       // first_mb_in_slice
            .Ue(7)       // slice_type: I
            .Ue(0)       // pic_parameter_set_id
            .Put(0, 4)   // frame_num
            .Ue(number % 2) // idr_pic_id: differs between neighbours
            .Put(0, 2)   // no_output_of_prior_pics_flag, long_term_reference_flag
            .Ue(0)       // slice_qp_delta: signed, 0 is 0
            .Ue(1);      // disable_deblocking_filter_idc
        for (var block = 0; block < Width / 16 * (Height / 16); block++)
            bits.Ue(25).Align().Bytes(luma, 256).Bytes(128, 128);
        return bits.Unit();
    }

    private sealed class Bits(params byte[] header)
    {
        private readonly List<byte> _bytes = [.. header];
        private int _current;
        private int _used;

        public Bits Put(int value, int count)
        {
            for (var bit = count - 1; bit >= 0; bit--)
            {
                _current = _current << 1 | value >> bit & 1;
                if (++_used == 8)
                {
                    _bytes.Add((byte)_current);
                    (_current, _used) = (0, 0);
                }
            }
            return this;
        }

        // Exponential Golomb code, unsigned.
        public Bits Ue(int value)
        {
            var length = 31 - int.LeadingZeroCount(value + 1);
            return Put(0, length).Put(value + 1, length + 1);
        }

        public Bits Align()
        {
            while (_used != 0)
                Put(0, 1);
            return this;
        }

        public Bits Bytes(byte value, int count)
        {
            _bytes.AddRange(Enumerable.Repeat(value, count));
            return this;
        }

        /// <summary>Ends the unit and breaks up what would look like a start code.</summary>
        public byte[] Unit()
        {
            Put(1, 1).Align();
            var unit = new List<byte>();
            foreach (var value in _bytes)
            {
                if (value <= 3 && unit.Count >= 2 && unit[^1] == 0 && unit[^2] == 0)
                    unit.Add(3);
                unit.Add(value);
            }
            return [.. unit];
        }
    }
}
